package dev.intact.benchmarks;

import static dev.intact.Operations.addUnique;

import dev.intact.harness.Database;
import dev.intact.operation.Change;
import java.sql.SQLException;
import java.util.stream.IntStream;

/**
 * A schema of as many tables as wanted, each with two indexes and a foreign key to the one before. The table that changes
 * is the same and has the same two neighbours, however many others there are.
 */
final class ManyTables {
    static final Change UNIQUE = Change.of("external_id is unique", addUnique("table_7", "external_id"));

    /** Anything that makes a new connection know the table. */
    static final String GLANCE = "SELECT count(*) FROM table_7";

    private ManyTables() {}

    static Database create(Database database, int tables) throws SQLException {
        database.execute(IntStream.rangeClosed(1, tables)
                .mapToObj(number -> """
                        BEGIN;
                        CREATE TABLE table_%1$d (
                            id INTEGER PRIMARY KEY,
                            parent_id INTEGER REFERENCES table_%2$d (id),
                            external_id TEXT NOT NULL,
                            title TEXT
                        );
                        CREATE INDEX ix_table_%1$d_parent_id ON table_%1$d (parent_id);
                        CREATE INDEX ix_table_%1$d_title ON table_%1$d (title);
                        COMMIT;
                        """.formatted(number, Math.max(1, number - 1)))
                .toArray(String[]::new));
        // As on a server that has run for a while, which knows the size of its own catalog.
        database.execute(
                switch (database.kind()) {
                    case SQLITE -> "PRAGMA wal_checkpoint(TRUNCATE)";
                    case POSTGRES -> "VACUUM (ANALYZE)";
                });
        return database;
    }
}
