package dev.intact.benchmarks;

import static dev.intact.Operations.addUnique;

import dev.intact.harness.Database;
import dev.intact.operation.Change;
import java.sql.SQLException;

/** The table that becomes unique: workflow executions, whose workflow_ids are unique already and in no order. */
final class Executions implements Subject {
    private static final Change UNIQUE = Change.of(
            "workflow_id is unique",
            addUnique("workflow_executions", "workflow_id").named("uq_workflow_executions_workflow_id"));

    private final Database database;
    private final int rows;

    private Executions(Database database, int rows) {
        this.database = database;
        this.rows = rows;
    }

    static Executions create(Database database, int rows) throws SQLException {
        // An odd factor modulo a power of two maps no two numbers to the same one.
        database.execute("""
                CREATE TABLE workflow_executions (
                    id INTEGER PRIMARY KEY,
                    workflow_id TEXT NOT NULL,
                    status TEXT NOT NULL,
                    input TEXT
                );
                WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d)
                INSERT INTO workflow_executions (id, workflow_id, status, input)
                SELECT n, 'wf-' || ((n * 2654435761) %% 4294967296), 'done', '{"attempt": 1, "source": "import"}'
                FROM numbers;
                """.formatted(rows));
        var executions = new Executions(database, rows);
        executions.settle();
        return executions;
    }

    /** Neither a vacuum nor a checkpoint is to begin by itself in the middle of what is timed. */
    private void settle() throws SQLException {
        switch (database.kind()) {
            case SQLITE -> database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            case POSTGRES -> database.execute("""
                    ALTER TABLE workflow_executions SET (autovacuum_enabled = off);
                    VACUUM (ANALYZE) workflow_executions;
                    CHECKPOINT;
                    """);
        }
    }

    @Override
    public Change change() {
        return UNIQUE;
    }

    @Override
    public void takeBack() throws SQLException {
        switch (database.kind()) {
            case SQLITE -> database.execute("""
                    DROP INDEX uq_workflow_executions_workflow_id;
                    PRAGMA wal_checkpoint(TRUNCATE);
                    """);
            case POSTGRES -> database.execute("""
                    ALTER TABLE workflow_executions DROP CONSTRAINT uq_workflow_executions_workflow_id;
                    CHECKPOINT;
                    """);
        }
    }

    @Override
    public OwnRows ownRows() {
        return new OwnRows("""
                INSERT INTO workflow_executions (id, workflow_id, status)
                SELECT own, 'wf-own-' || own, 'running' FROM (SELECT CAST(? AS INTEGER) AS own) AS numbers
                """, "UPDATE workflow_executions SET status = 'done' WHERE id = ?", rows + 1);
    }

    @Override
    public void removeOwnRows() throws SQLException {
        database.execute("DELETE FROM workflow_executions WHERE id > %d".formatted(rows));
        settle();
    }
}
