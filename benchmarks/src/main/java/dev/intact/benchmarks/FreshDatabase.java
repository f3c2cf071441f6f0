package dev.intact.benchmarks;

import dev.intact.benchmarks.Rounds.Rival;
import dev.intact.harness.Database;
import dev.intact.harness.DatabaseSource;
import dev.intact.harness.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A migrated database for a test, up to the first answer of its first connection, against an empty one that is migrated
 * anew in one transaction. Removing them is not timed.
 *
 * @param name what to choose it by
 * @param size how many rounds
 * @param source of empty databases
 * @param empties of such ones, made by hand
 * @param restMillis how long a test may take before the next one wants a database
 * @param readyTarget what is aimed at where a copy is ready
 * @param copyTarget what is aimed at where none is
 */
record FreshDatabase(
        String name,
        Size size,
        DatabaseSource source,
        Empties empties,
        int restMillis,
        String readyTarget,
        String copyTarget)
        implements Case {
    /** How empty databases are made. */
    interface Empties {
        EmptyDatabases of(DatabaseSource source) throws SQLException;
    }

    private static final int ROUNDS = 101;
    private static final int WARM_UPS = 100;
    private static final int TABLES = 20;

    static FreshDatabase onSqlite(Size size) {
        return new FreshDatabase(
                "sqlite-fresh",
                size,
                TestDatabases.sqlite(),
                EmptyDatabases::onSqlite,
                5,
                "target: at most 0.125",
                "no target");
    }

    static FreshDatabase onPostgres(Size size) {
        return new FreshDatabase(
                "postgres-fresh",
                size,
                TestDatabases.postgres(),
                EmptyDatabases::onPostgres,
                300,
                "target: at most 0.05",
                "target: at most 0.25");
    }

    private static final List<String> MIGRATION = IntStream.rangeClosed(1, TABLES)
            .boxed()
            .flatMap(FreshDatabase::table)
            .toList();

    /** Of 20 tables, 50 statements. */
    private static Stream<String> table(int number) {
        var statements = List.of(
                """
                CREATE TABLE table_%1$d (
                    id INTEGER PRIMARY KEY,
                    parent_id INTEGER NOT NULL REFERENCES table_%2$d (id) ON DELETE CASCADE,
                    external_id TEXT NOT NULL,
                    title TEXT NOT NULL DEFAULT '',
                    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done')),
                    created_at TIMESTAMP
                )
                """.formatted(number, Math.max(1, number - 1)),
                "CREATE INDEX ix_table_%1$d_parent_id ON table_%1$d (parent_id)".formatted(number),
                "CREATE UNIQUE INDEX uq_table_%1$d_external_id ON table_%1$d (external_id)".formatted(number));
        return statements.stream().limit(number % 2 == 0 ? 3 : 2);
    }

    @Override
    public void run(Figures figures) throws Exception {
        figures.heading(
                "a fresh database of %d tables, made by %d statements, %s".formatted(TABLES, MIGRATION.size(), source));
        var migrated = source.migratedBy(MIGRATION.toArray(String[]::new));
        var used = new Used();
        try (var original = migrated.open();
                var empty = empties.of(source)) {
            var rivals = List.of(
                    new Rival("a ready one", () -> connect(used.add(migrated.open())), () -> rest(used)),
                    new Rival("migrated anew", () -> migrate(empty.next()), () -> {
                        empty.drop();
                        rest(used);
                    }),
                    new Rival("a copy made on the spot", () -> connect(used.add(original.copy())), used::drop));
            var millis = Rounds.millis(size.rounds(WARM_UPS), size.rounds(ROUNDS), rivals);
            figures.comparison(rivals, millis, readyTarget);
            figures.millis(rivals.get(2).name(), millis.get(2));
            figures.ratio("ratio", millis.get(2).ratioTo(millis.get(1)), copyTarget);
        }
    }

    /** The next ones, of those that are kept ready, are made meanwhile. */
    private void rest(Used used) throws InterruptedException {
        used.drop();
        Thread.sleep(restMillis);
    }

    private static void migrate(Connection empty) throws SQLException {
        try (var connection = empty) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                for (var sql : MIGRATION) {
                    statement.execute(sql);
                }
            }
            connection.commit();
            glance(connection);
        }
    }

    private static void connect(Database database) throws SQLException {
        try (var connection = database.connect()) {
            glance(connection);
        }
    }

    private static void glance(Connection connection) throws SQLException {
        Database.rows(connection, "SELECT count(*) FROM table_7");
    }

    /** The databases of a round. */
    private static final class Used {
        private final List<Database> databases = new ArrayList<>();

        Database add(Database database) {
            databases.add(database);
            return database;
        }

        void drop() {
            databases.forEach(Database::close);
            databases.clear();
        }
    }
}
