package dev.intact.benchmarks;

import dev.intact.harness.TestDatabase;
import java.sql.SQLException;

/** What a person would run instead of Intact, knowing what to do. */
final class ByHand {
    private ByHand() {}

    /** The bare build: nothing is looked at before or after. */
    static void buildKey(TestDatabase database) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    switch (database.kind()) {
                        case SQLITE -> """
                            CREATE UNIQUE INDEX uq_workflow_executions_workflow_id
                            ON workflow_executions (workflow_id)
                            """;
                        case POSTGRES -> """
                            ALTER TABLE workflow_executions
                            ADD CONSTRAINT uq_workflow_executions_workflow_id UNIQUE (workflow_id)
                            """;
                    });
            connection.commit();
        }
    }

    /** PostgreSQL: the look for duplicates, then the build that does not stop writers. */
    static void buildKeyConcurrently(TestDatabase database) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            try (var duplicates = statement.executeQuery("""
                    SELECT workflow_id, count(*) FROM workflow_executions GROUP BY workflow_id HAVING count(*) > 1
                    """)) {
                if (duplicates.next()) {
                    throw new IllegalStateException("a duplicate: " + duplicates.getString(1));
                }
            }
            statement.execute("""
                    CREATE UNIQUE INDEX CONCURRENTLY uq_workflow_executions_workflow_id
                    ON workflow_executions (workflow_id)
                    """);
            statement.execute("""
                    ALTER TABLE workflow_executions ADD CONSTRAINT uq_workflow_executions_workflow_id
                    UNIQUE USING INDEX uq_workflow_executions_workflow_id
                    """);
        }
    }
}
