package dev.intact.benchmarks;

import dev.intact.harness.Database;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What a person would run instead of Intact, knowing what to do. */
final class ByHand {
    /** What PostgreSQL's parameters say unless they are set. */
    static final int WORKERS = 2;

    private ByHand() {}

    /** The bare build: nothing is looked at before or after. */
    static void buildKey(Database database) throws SQLException {
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
    static void buildKeyConcurrently(Database database) throws SQLException {
        buildKeyConcurrently(database, WORKERS);
    }

    /** The same with so many parallel workers of the server's. */
    static void buildKeyConcurrently(Database database, int workers) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            have(workers, statement);
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

    /** SQLite: the steps of the documentation of ALTER TABLE, section 7, that this table asks for; foreign keys are on. */
    static void rebuild(Database database) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            for (var step : List.of(
                    "PRAGMA foreign_keys = OFF",
                    "BEGIN IMMEDIATE",
                    """
                    CREATE TABLE new_step_executions (
                        id INTEGER PRIMARY KEY,
                        execution_id INTEGER NOT NULL,
                        name TEXT NOT NULL,
                        output TEXT,
                        CONSTRAINT fk_step_executions_execution_id
                            FOREIGN KEY (execution_id) REFERENCES workflow_executions (id)
                    )
                    """,
                    "INSERT INTO new_step_executions SELECT * FROM step_executions",
                    "DROP TABLE step_executions",
                    "ALTER TABLE new_step_executions RENAME TO step_executions",
                    "CREATE INDEX ix_step_executions_execution_id ON step_executions (execution_id)")) {
                statement.execute(step);
            }
            refuseOrphans(statement);
            statement.execute("COMMIT");
            statement.execute("PRAGMA foreign_keys = ON");
        }
    }

    /** SQLite: as a rebuild ends, which runs without foreign keys. */
    static void refuseOrphans(Statement statement) throws SQLException {
        try (var orphans = statement.executeQuery("PRAGMA foreign_key_check")) {
            if (orphans.next()) {
                throw new IllegalStateException("an orphan: " + orphans.getLong("rowid"));
            }
        }
    }

    /** PostgreSQL: the look for orphans, then the key in two statements, which do not stop writers for long. */
    static void addForeignKey(Database database) throws SQLException {
        addForeignKey(database, WORKERS);
    }

    /** The same with so many parallel workers of the server's. */
    static void addForeignKey(Database database, int workers) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            have(workers, statement);
            try (var orphans = statement.executeQuery("""
                    SELECT id FROM step_executions AS step
                    WHERE NOT EXISTS (SELECT 1 FROM workflow_executions AS execution WHERE execution.id = step.execution_id)
                    """)) {
                if (orphans.next()) {
                    throw new IllegalStateException("an orphan: " + orphans.getInt(1));
                }
            }
            statement.execute("""
                    ALTER TABLE step_executions ADD CONSTRAINT fk_step_executions_execution_id
                    FOREIGN KEY (execution_id) REFERENCES workflow_executions (id) NOT VALID
                    """);
            statement.execute("ALTER TABLE step_executions VALIDATE CONSTRAINT fk_step_executions_execution_id");
        }
    }

    /** PostgreSQL: in one statement, which stops the writers of both tables. */
    static void addForeignKeyAtOnce(Database database) throws SQLException {
        database.execute("""
                ALTER TABLE step_executions ADD CONSTRAINT fk_step_executions_execution_id
                FOREIGN KEY (execution_id) REFERENCES workflow_executions (id)
                """);
    }

    /** Lets a session's statements have so many. */
    static void have(int workers, Statement session) throws SQLException {
        session.execute("SET max_parallel_maintenance_workers = " + workers);
        session.execute("SET max_parallel_workers_per_gather = " + workers);
    }
}
