package dev.intact.benchmarks;

import static dev.intact.Operations.addForeignKey;

import dev.intact.harness.Database;
import dev.intact.operation.Change;
import java.sql.SQLException;

/**
 * The references that become a foreign key: ten steps for each execution, in no order, all of them pointing at one. An
 * index leads with them already.
 */
final class References implements Subject {
    private static final int REFERENCES_EACH = 10;
    private static final Change FOREIGN_KEY = Change.of(
            "steps belong to executions",
            addForeignKey("step_executions", "execution_id")
                    .references("workflow_executions", "id")
                    .named("fk_step_executions_execution_id"));

    private final Database database;
    private final int rows;

    private References(Database database, int rows) {
        this.database = database;
        this.rows = rows;
    }

    static References create(Database database, int rows) throws SQLException {
        int executions = Math.max(1, rows / REFERENCES_EACH);
        // A large odd factor scatters the numbers.
        database.execute("""
                CREATE TABLE workflow_executions (id INTEGER PRIMARY KEY, status TEXT NOT NULL);
                CREATE TABLE step_executions (
                    id INTEGER PRIMARY KEY,
                    execution_id INTEGER NOT NULL,
                    name TEXT NOT NULL,
                    output TEXT
                );
                WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %1$d)
                INSERT INTO workflow_executions (id, status) SELECT n, 'done' FROM numbers;
                WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %2$d)
                INSERT INTO step_executions (id, execution_id, name, output)
                SELECT n, (n * 2654435761) %% 4294967296 %% %1$d + 1, 'step ' || n, '{"attempt": 1, "source": "import"}'
                FROM numbers;
                CREATE INDEX ix_step_executions_execution_id ON step_executions (execution_id);
                """.formatted(executions, rows));
        var references = new References(database, rows);
        references.settle();
        return references;
    }

    /** Neither a vacuum nor a checkpoint is to begin by itself in the middle of what is timed. */
    private void settle() throws SQLException {
        switch (database.kind()) {
            case SQLITE -> database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            case POSTGRES -> database.execute("""
                    ALTER TABLE workflow_executions SET (autovacuum_enabled = off);
                    ALTER TABLE step_executions SET (autovacuum_enabled = off);
                    VACUUM (ANALYZE) workflow_executions, step_executions;
                    CHECKPOINT;
                    """);
        }
    }

    @Override
    public Change change() {
        return FOREIGN_KEY;
    }

    @Override
    public void takeBack() throws SQLException {
        database.execute(
                "ALTER TABLE step_executions DROP CONSTRAINT fk_step_executions_execution_id",
                switch (database.kind()) {
                    case SQLITE -> "PRAGMA wal_checkpoint(TRUNCATE)";
                    case POSTGRES -> "CHECKPOINT";
                });
    }

    @Override
    public OwnRows ownRows() {
        return new OwnRows(
                "INSERT INTO step_executions (id, execution_id, name) VALUES (?, 1, 'own')",
                "UPDATE step_executions SET name = 'done' WHERE id = ?",
                rows + 1);
    }

    @Override
    public void removeOwnRows() throws SQLException {
        database.execute("DELETE FROM step_executions WHERE id > %d".formatted(rows));
        settle();
    }
}
