package dev.intact.conformance;

import static dev.intact.Operations.addForeignKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.error.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether a connection is held to foreign keys, which a database's schema does not tell. */
class EnforcementTest extends Conformance {
    EnforcementTest(Target target) {
        super(target);
    }

    @BeforeEach
    void createSteps() {
        execute("create table steps (id integer primary key, task_id integer references tasks (id))");
    }

    @Test
    void aConnectionThatRefusesOrphansIsSaidToEnforceForeignKeys() throws SQLException {
        try (var connection = database.connect()) {
            assertThat(target.intact(new OneConnection(connection)).enforcesForeignKeys())
                    .isTrue();
            assertThatThrownBy(() -> insertOrphan(connection)).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aConnectionThatAcceptsOrphansIsSaidNotToEnforceForeignKeys() throws SQLException {
        try (var connection = unenforcing()) {
            assertThat(target.intact(new OneConnection(connection)).enforcesForeignKeys())
                    .isFalse();
            insertOrphan(connection);
        }
    }

    @Test
    void aTransactionThatAcceptsOrphansIsSaidNotToEnforceForeignKeys() throws SQLException {
        try (var connection = unenforcing()) {
            connection.setAutoCommit(false);
            assertThat(Intact.using(connection).enforcesForeignKeys()).isFalse();
            insertOrphan(connection);
            connection.rollback();
        }
    }

    @Test
    void aTransactionThatRefusesOrphansIsSaidToEnforceForeignKeys() throws SQLException {
        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            assertThat(Intact.using(connection).enforcesForeignKeys()).isTrue();
            assertThatThrownBy(() -> insertOrphan(connection)).isInstanceOf(SQLException.class);
            connection.rollback();
        }
    }

    @Test
    void nothingIsSaidOfAConnectionThatIsClosed() throws SQLException {
        var connection = database.connect();
        connection.close();
        assertThatThrownBy(() -> target.intact(new OneConnection(connection)).enforcesForeignKeys())
                .isInstanceOf(DatabaseException.class);
    }

    @Test
    void planAndReportSayWhereEachConnectionHasToAskForEnforcement() {
        execute("create table notes (id integer primary key, task_id integer)");
        var report = apply(addForeignKey("notes", "task_id").references("tasks", "id"));
        for (var text : new String[] {report.plan().toString(), report.plan().sql(), report.toString()}) {
            assertThat(text.contains("foreign_keys=ON")).isEqualTo(!target.isPostgres());
        }
    }

    private Connection unenforcing() throws SQLException {
        var connection = database.connect();
        run(connection, target.isPostgres() ? "set session_replication_role = replica" : "pragma foreign_keys = off");
        return connection;
    }

    private static void insertOrphan(Connection connection) throws SQLException {
        run(connection, "insert into steps values (1, 77)");
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
