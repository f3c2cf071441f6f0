package dev.intact.benchmarks;

import dev.intact.harness.Database;
import dev.intact.harness.Script;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/** How a person would let a slug repeat in other streams. */
final class RekeyByHand {
    /** About as many rows as Intact has in a batch. */
    private static final int PAGES = 80;

    /** How much of a batch's time others have for themselves after it, as with Intact. */
    private static final int REST_SHARE = 10;

    private RekeyByHand() {}

    /** SQLite: the steps of the documentation of ALTER TABLE, section 7, for both tables at once. */
    static void rebuild(Database database) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            run(statement, """
                    PRAGMA foreign_keys = OFF;
                    BEGIN IMMEDIATE;
                    CREATE TABLE new_registry (
                        slug VARCHAR(40) NOT NULL,
                        stream VARCHAR(40) NOT NULL,
                        title TEXT,
                        id TEXT NOT NULL PRIMARY KEY DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2))
                            || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1)
                            || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))
                    );
                    INSERT INTO new_registry (slug, stream, title) SELECT slug, stream, title FROM registry;
                    CREATE TABLE new_result (
                        id INTEGER PRIMARY KEY,
                        slug VARCHAR(40) NOT NULL,
                        item INTEGER NOT NULL,
                        value TEXT,
                        stream VARCHAR(40) NOT NULL,
                        FOREIGN KEY (slug, stream) REFERENCES registry (slug, stream)
                    );
                    INSERT INTO new_result
                    SELECT result.id, slug, item, value, stream FROM result JOIN registry USING (slug);
                    DROP TABLE result;
                    DROP TABLE registry;
                    ALTER TABLE new_registry RENAME TO registry;
                    ALTER TABLE new_result RENAME TO result;
                    CREATE UNIQUE INDEX uq_registry_slug_stream ON registry (slug, stream);
                    CREATE UNIQUE INDEX uq_result_slug_item_stream ON result (slug, item, stream);
                    """);
            ByHand.refuseOrphans(statement);
            run(statement, "COMMIT; PRAGMA foreign_keys = ON");
        }
    }

    /** PostgreSQL: step by step, so that nobody waits for long. Rows are believed to fit, not looked at before. */
    static void online(Database database) throws Exception {
        online(database, ByHand.WORKERS);
    }

    /** The same with so many parallel workers of the server's. */
    static void online(Database database, int workers) throws Exception {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            ByHand.have(workers, statement);
            widenKey(statement);
            addSurrogate(connection);
            addStream(connection);
            follow(statement);
            swap(statement);
        }
    }

    private static void widenKey(Statement statement) throws SQLException {
        run(statement, """
                CREATE UNIQUE INDEX CONCURRENTLY uq_registry_slug_stream ON registry (slug, stream);
                ALTER TABLE registry ADD CONSTRAINT uq_registry_slug_stream UNIQUE USING INDEX uq_registry_slug_stream;
                """);
    }

    private static void addSurrogate(Connection connection) throws Exception {
        try (var statement = connection.createStatement()) {
            run(statement, "ALTER TABLE registry ADD id UUID, ALTER id SET DEFAULT gen_random_uuid()");
            fill(connection, "registry", "UPDATE registry SET id = DEFAULT WHERE id IS NULL");
            forbidNull(statement, "registry", "id");
            run(statement, "CREATE UNIQUE INDEX CONCURRENTLY uq_registry_id ON registry (id)");
        }
    }

    private static void addStream(Connection connection) throws Exception {
        try (var statement = connection.createStatement()) {
            run(statement, """
                    BEGIN;
                    LOCK TABLE result IN ACCESS EXCLUSIVE MODE;
                    LOCK TABLE registry IN SHARE ROW EXCLUSIVE MODE;
                    ALTER TABLE result ADD stream VARCHAR(40);
                    CREATE FUNCTION fill() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                    BEGIN
                        IF new.stream IS NULL OR tg_op = 'UPDATE' AND new.slug <> old.slug THEN
                            SELECT registry.stream INTO new.stream FROM registry WHERE slug = new.slug FOR KEY SHARE;
                        END IF;
                        RETURN new;
                    END $$;
                    CREATE TRIGGER "~fill" BEFORE INSERT OR UPDATE ON result FOR EACH ROW EXECUTE FUNCTION fill();
                    CREATE FUNCTION follow() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                    BEGIN
                        IF new.stream <> old.stream THEN
                            UPDATE result SET stream = new.stream WHERE slug = new.slug AND stream <> new.stream;
                        END IF;
                        RETURN NULL;
                    END $$;
                    CREATE TRIGGER "Follow" AFTER UPDATE ON registry FOR EACH ROW EXECUTE FUNCTION follow();
                    COMMIT;
                    """);
            fill(connection, "result", """
                    UPDATE result SET stream = (SELECT stream FROM registry WHERE registry.slug = result.slug)
                    WHERE stream IS NULL
                    """);
            forbidNull(statement, "result", "stream");
        }
    }

    private static void follow(Statement statement) throws SQLException {
        run(statement, """
                ALTER TABLE result ADD CONSTRAINT result_slug_stream_fkey
                    FOREIGN KEY (slug, stream) REFERENCES registry (slug, stream) NOT VALID;
                ALTER TABLE result VALIDATE CONSTRAINT result_slug_stream_fkey;
                CREATE UNIQUE INDEX CONCURRENTLY uq_result_slug_item_stream ON result (slug, item, stream);
                ALTER TABLE result ADD CONSTRAINT uq_result_slug_item_stream
                    UNIQUE USING INDEX uq_result_slug_item_stream;
                """);
    }

    private static void swap(Statement statement) throws SQLException {
        run(statement, """
                BEGIN;
                LOCK TABLE result, registry IN ACCESS EXCLUSIVE MODE;
                DROP TRIGGER "~fill" ON result;
                DROP TRIGGER "Follow" ON registry;
                DROP FUNCTION fill(), follow();
                ALTER TABLE result DROP CONSTRAINT uq_result, DROP CONSTRAINT result_slug_fkey;
                ALTER TABLE registry DROP CONSTRAINT registry_pkey,
                    ADD CONSTRAINT registry_pkey PRIMARY KEY USING INDEX uq_registry_id;
                COMMIT;
                """);
    }

    private static void forbidNull(Statement statement, String table, String column) throws SQLException {
        run(statement, """
                ALTER TABLE %1$s ADD CONSTRAINT filled CHECK (%2$s IS NOT NULL) NOT VALID;
                ALTER TABLE %1$s VALIDATE CONSTRAINT filled;
                ALTER TABLE %1$s ALTER %2$s SET NOT NULL, DROP CONSTRAINT filled;
                """.formatted(table, column));
    }

    /** Some pages of the table after the others, each a transaction. */
    private static void fill(Connection connection, String table, String update) throws Exception {
        try (var batch =
                connection.prepareStatement(update + " AND ctid >= CAST(? AS tid) AND ctid < CAST(? AS tid)")) {
            for (long page = 0, pages = pages(connection, table); page < pages; page += PAGES) {
                long begun = System.nanoTime();
                batch.setString(1, "(%d,0)".formatted(page));
                batch.setString(2, "(%d,0)".formatted(page + PAGES));
                batch.executeUpdate();
                TimeUnit.NANOSECONDS.sleep((System.nanoTime() - begun) / REST_SHARE);
            }
        }
    }

    private static long pages(Connection connection, String table) throws SQLException {
        try (var statement = connection.createStatement();
                var size = statement.executeQuery(
                        "SELECT pg_relation_size('%s') / current_setting('block_size')::bigint".formatted(table))) {
            size.next();
            return size.getLong(1);
        }
    }

    private static void run(Statement statement, String script) throws SQLException {
        for (var sql : Script.statements(script)) {
            statement.execute(sql);
        }
    }
}
