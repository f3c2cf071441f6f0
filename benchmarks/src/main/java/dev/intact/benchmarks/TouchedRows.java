package dev.intact.benchmarks;

import dev.intact.harness.Database;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A backfill after the pattern of pgroll, not its own code: a page of keys, locked in their order, then an update
 * that changes nothing, for which a trigger fills the columns. Each batch is a transaction.
 */
final class TouchedRows {
    private static final int BATCH = 1_000;

    private final Database database;

    TouchedRows(Database database) {
        this.database = database;
    }

    /** {@return the milliseconds of the batches alone} */
    double run() throws SQLException {
        database.execute("""
                ALTER TABLE workflow ADD run_id INTEGER, ADD is_canceled INTEGER, ADD is_archived INTEGER;
                CREATE FUNCTION fill() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                BEGIN
                    SELECT status.run_id, status.is_canceled, status.is_archived
                    INTO new.run_id, new.is_canceled, new.is_archived
                    FROM workflow_status AS status WHERE status.id = new.status_id;
                    RETURN new;
                END $$;
                CREATE TRIGGER fill BEFORE INSERT OR UPDATE ON workflow FOR EACH ROW EXECUTE FUNCTION fill();
                """);
        double millis;
        try (var connection = database.connect()) {
            long begun = System.nanoTime();
            fill(connection);
            millis = (System.nanoTime() - begun) / 1e6;
        }
        if (!database.rows("SELECT 1 FROM workflow WHERE run_id IS NULL LIMIT 1")
                .isEmpty()) {
            throw new IllegalStateException("a row that is not filled");
        }
        return millis;
    }

    private static void fill(Connection connection) throws SQLException {
        try (var batch = connection.prepareStatement("""
                WITH batch AS (
                    SELECT id FROM workflow WHERE id > ? ORDER BY id LIMIT %d FOR NO KEY UPDATE
                ), touched AS (
                    UPDATE workflow SET id = workflow.id FROM batch WHERE workflow.id = batch.id RETURNING workflow.id
                )
                SELECT max(id) FROM touched
                """.formatted(BATCH))) {
            for (int last = 0; ; ) {
                batch.setInt(1, last);
                try (var result = batch.executeQuery()) {
                    result.next();
                    last = result.getInt(1);
                    if (result.wasNull()) {
                        return;
                    }
                }
            }
        }
    }
}
