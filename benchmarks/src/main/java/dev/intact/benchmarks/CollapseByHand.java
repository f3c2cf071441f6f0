package dev.intact.benchmarks;

import dev.intact.harness.Database;
import dev.intact.harness.Script;
import java.sql.SQLException;
import java.util.List;

/** How a person would make the status a part of the workflow. */
final class CollapseByHand {
    private CollapseByHand() {}

    /** SQLite: the steps of the documentation of ALTER TABLE, section 7. That rows are 1:1 is believed, not proved. */
    static void rebuild(Workflows workflows) throws SQLException {
        try (var connection = workflows.database().connect();
                var statement = connection.createStatement()) {
            for (var step : List.of(
                    "PRAGMA foreign_keys = OFF",
                    "BEGIN IMMEDIATE",
                    """
                    CREATE TABLE new_workflow (
                        id INTEGER PRIMARY KEY,
                        name TEXT NOT NULL,
                        owner_id INTEGER NOT NULL,
                        created_at INTEGER NOT NULL,
                        run_id INTEGER NOT NULL DEFAULT 1,
                        is_canceled INTEGER NOT NULL DEFAULT 0,
                        is_archived INTEGER NOT NULL DEFAULT 0
                    )
                    """,
                    """
                    INSERT INTO new_workflow
                    SELECT workflow.id, name, owner_id, created_at, run_id, is_canceled, is_archived
                    FROM workflow JOIN workflow_status ON workflow_status.id = workflow.status_id
                    """,
                    "DROP TABLE workflow",
                    "ALTER TABLE new_workflow RENAME TO workflow")) {
                statement.execute(step);
            }
            for (var index : Script.statements(workflows.indexDefinitions())) {
                statement.execute(index);
            }
            statement.execute("DROP TABLE workflow_status");
            ByHand.refuseOrphans(statement);
            statement.execute("COMMIT");
            statement.execute("PRAGMA foreign_keys = ON");
        }
    }

    /** PostgreSQL: in one transaction, which stops the writers for as long as it takes. */
    static void atOnce(Database database) throws SQLException {
        database.execute("""
                BEGIN;
                ALTER TABLE workflow
                    ADD run_id INTEGER NOT NULL DEFAULT 1,
                    ADD is_canceled INTEGER NOT NULL DEFAULT 0,
                    ADD is_archived INTEGER NOT NULL DEFAULT 0;
                UPDATE workflow SET run_id = status.run_id, is_canceled = status.is_canceled,
                    is_archived = status.is_archived
                FROM workflow_status AS status WHERE status.id = workflow.status_id;
                ALTER TABLE workflow DROP COLUMN status_id;
                DROP TABLE workflow_status;
                COMMIT;
                """);
    }
}
