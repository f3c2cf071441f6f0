package dev.intact.benchmarks;

import static dev.intact.Operations.rekey;

import dev.intact.Intact;
import dev.intact.harness.Database;
import dev.intact.operation.Change;
import dev.intact.operation.SurrogateKey;
import java.sql.SQLException;
import java.util.List;

/** The key that gets wider: slugs, each in a stream, and ten results for each slug, in no order, that follow it. */
final class Registry implements Subject {
    private static final int RESULTS_EACH = 10;

    /** One in so many results, the last ones of the table, is one that nobody but the writer writes to. */
    private static final int OWN_SHARE = 100;

    private static final Change REKEY = Change.of(
            "a slug is unique in its stream",
            rekey("registry")
                    .from("slug")
                    .toUnique("slug", "stream")
                    .withPrimaryKey("id", SurrogateKey.UUID)
                    .widening("result", "slug", "item"));

    private final Database database;
    private final int rows;

    private Registry(Database database, int rows) {
        this.database = database;
        this.rows = rows;
    }

    /** With so many results. */
    static Registry create(Database database, int rows) throws SQLException {
        var registry = new Registry(database, rows);
        registry.create();
        return registry;
    }

    private void create() throws SQLException {
        // An odd factor modulo a power of two maps no two numbers to the same one.
        database.execute("""
                CREATE TABLE registry (slug VARCHAR(40) PRIMARY KEY, stream VARCHAR(40) NOT NULL, title TEXT);
                CREATE TABLE result (
                    id INTEGER PRIMARY KEY,
                    slug VARCHAR(40) NOT NULL REFERENCES registry (slug),
                    item INTEGER NOT NULL,
                    value TEXT,
                    CONSTRAINT uq_result UNIQUE (slug, item)
                );
                WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < %1$d - 1)
                INSERT INTO registry (slug, stream, title)
                SELECT 'slug-' || (n * 2654435761 %% 4294967296), 'stream-' || n %% 50, 'the enrichment ' || n FROM numbers;
                WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %2$d)
                INSERT INTO result (id, slug, item, value)
                SELECT n, 'slug-' || (n * 2654435761 %% 4294967296 %% %1$d * 2654435761 %% 4294967296), n, 'value ' || n
                FROM numbers;
                """.formatted(Math.max(1, rows / RESULTS_EACH), rows));
        settle();
    }

    /** Neither a vacuum nor a checkpoint is to begin by itself in the middle of what is timed. */
    private void settle() throws SQLException {
        switch (database.kind()) {
            case SQLITE -> database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            case POSTGRES -> database.execute("""
                    ALTER TABLE registry SET (autovacuum_enabled = off);
                    ALTER TABLE result SET (autovacuum_enabled = off);
                    VACUUM (ANALYZE) registry, result;
                    CHECKPOINT;
                    """);
        }
    }

    @Override
    public Change change() {
        return REKEY;
    }

    /** Makes both anew. Intact must find nothing left to do, whoever did it, and each result beside its slug's stream. */
    @Override
    public void takeBack() throws SQLException {
        var left = Intact.using(database.dataSource()).plan(REKEY).steps();
        var following = database.rows(
                "SELECT count(*) FROM result JOIN registry USING (slug, stream) WHERE registry.id IS NOT NULL");
        if (!left.isEmpty() || !following.equals(List.of(List.of((long) rows)))) {
            throw new IllegalStateException("%s results of %d follow, and left is %s".formatted(following, rows, left));
        }
        database.execute("DROP TABLE result", "DROP TABLE registry");
        if (database.kind() == Database.Kind.SQLITE) {
            database.execute("VACUUM");
        }
        create();
    }

    /** What it inserts is a slug, and what it updates a result: statements that stay right when the key is another. */
    @Override
    public OwnRows ownRows() {
        int own = Math.max(1, rows / OWN_SHARE);
        return new OwnRows(
                "INSERT INTO registry (slug, stream, title) VALUES ('own-' || CAST(? AS INTEGER), 'own', 'new')",
                "UPDATE result SET value = 'done' WHERE id = %d + mod(CAST(? AS INTEGER), %d)"
                        .formatted(rows - own + 1, own),
                0);
    }

    @Override
    public void removeOwnRows() throws SQLException {
        database.execute("DELETE FROM registry WHERE stream = 'own'");
        settle();
    }
}
