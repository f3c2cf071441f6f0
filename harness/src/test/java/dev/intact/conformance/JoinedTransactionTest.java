package dev.intact.conformance;

import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.keepFirst;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.check.ViolationsException;
import dev.intact.error.DatabaseException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Snapshot;
import dev.intact.operation.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JoinedTransactionTest extends Conformance {
    private static final Change UNIQUE = Change.of("x", addUnique("tasks", "external_id"));

    JoinedTransactionTest(Target target) {
        super(target);
    }

    @BeforeEach
    void onceForEachDatabase() {
        Assumptions.assumeFalse(target.isOnline());
    }

    private Connection begun() throws SQLException {
        var connection = database.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void isUndoneWithTheCallersTransaction() throws SQLException {
        var before = Snapshot.of(database);
        try (var connection = begun()) {
            execute(connection, "insert into tasks (id, project_id) values (50, 1)");
            assertThat(Intact.using(connection).apply(UNIQUE).changedAnything()).isTrue();
            assertThat(connection.isClosed()).isFalse();
            assertThat(connection.getAutoCommit()).isFalse();
            connection.rollback();
        }
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    @Test
    void isKeptWithTheCallersTransaction() throws SQLException {
        try (var connection = begun()) {
            execute(connection, "insert into tasks (id, project_id, external_id) values (50, 1, 'new')");
            Intact.using(connection).apply(UNIQUE);
            execute(connection, "insert into tasks (id, project_id) values (51, 1)");
            connection.commit();
        }
        assertThat(rows("select id from tasks where id >= 50 order by id"))
                .isEqualTo(List.of(List.of(50L), List.of(51L)));
        assertConverged(addUnique("tasks", "external_id"));
    }

    @Test
    void leavesTheCallersTransactionUsableWhenItIsRefused() throws SQLException {
        insertDuplicates();
        try (var connection = begun()) {
            execute(connection, "insert into tasks (id, project_id) values (50, 1)");
            assertThatThrownBy(() -> Intact.using(connection).apply(UNIQUE)).isInstanceOf(ViolationsException.class);
            Intact.using(connection)
                    .apply(Change.of("y", addUnique("tasks", "external_id").onDuplicates(keepFirst(asc("id")))));
            connection.commit();
        }
        assertThat(rows("select count(*) from tasks where id = 50")).isEqualTo(List.of(List.of(1L)));
        assertConverged(addUnique("tasks", "external_id"));
    }

    @Test
    void seesWhatTheCallerHasNotYetCommitted() throws SQLException {
        try (var connection = begun()) {
            execute(connection, "insert into tasks (id, project_id, external_id) values (50, 1, 'a')");
            assertThatThrownBy(() -> Intact.using(connection).apply(UNIQUE))
                    .isInstanceOfSatisfying(
                            ViolationsException.class,
                            refusal -> assertThat(refusal.violations()
                                            .get(0)
                                            .samples()
                                            .get(0)
                                            .keys())
                                    .containsExactly("1", "50"));
            connection.rollback();
        }
    }

    @Test
    void leavesEverySettingAsItWas() throws SQLException {
        try (var connection = begun()) {
            var before = settings(connection);
            Intact.using(connection).apply(UNIQUE);
            assertThat(settings(connection)).isEqualTo(before);
            assertThatThrownBy(() -> Intact.using(connection).apply(Change.of("y", addUnique("tasks", "note"))))
                    .isInstanceOf(ViolationsException.class);
            assertThat(settings(connection)).isEqualTo(before);
            connection.rollback();
        }
    }

    @Test
    void leavesEverySettingOfAPooledConnectionAsItWas() throws SQLException {
        try (var connection = database.connect()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            var before = settings(connection);
            target.intact(new OneConnection(connection)).apply(UNIQUE);
            assertThatThrownBy(() -> target.intact(new OneConnection(connection))
                            .apply(Change.of("y", addUnique("tasks", "note"))))
                    .isInstanceOf(ViolationsException.class);
            assertThat(settings(connection)).isEqualTo(before);
        }
    }

    @Test
    void isRefusedWhereADataSourceGivesAConnectionInATransaction() throws SQLException {
        try (var connection = begun()) {
            execute(connection, "insert into tasks (id, project_id) values (50, 1)");
            var before = settings(connection);
            assertThatThrownBy(
                            () -> target.intact(new OneConnection(connection)).apply(UNIQUE))
                    .isInstanceOf(UnsupportedChangeException.class)
                    .hasMessageContaining("Intact.using(connection)");
            assertThat(settings(connection)).isEqualTo(before);
            connection.rollback();
        }
        assertThat(rows("select count(*) from tasks where id = 50")).isEqualTo(List.of(List.of(0L)));
    }

    @Test
    void isRefusedWhereTheTransactionWasBegunByAStatement() throws SQLException {
        try (var connection = database.connect()) {
            execute(connection, "begin");
            execute(connection, "insert into tasks (id, project_id) values (50, 1)");
            assertThatThrownBy(
                            () -> target.intact(new OneConnection(connection)).apply(UNIQUE))
                    .isInstanceOf(UnsupportedChangeException.class);
            execute(connection, "commit");
        }
        assertThat(rows("select count(*) from tasks where id = 50")).isEqualTo(List.of(List.of(1L)));
    }

    @Test
    void runsOnAPooledConnectionThatDoesNotCommitByItself() throws SQLException {
        try (var connection = begun()) {
            var before = settings(connection);
            connection.rollback();
            target.intact(new OneConnection(connection)).apply(UNIQUE);
            assertThat(settings(connection)).isEqualTo(before);
            connection.rollback();
        }
        assertConverged(addUnique("tasks", "external_id"));
    }

    private List<String> settings(Connection connection) throws SQLException {
        var settings = new ArrayList<String>();
        settings.add("autocommit " + connection.getAutoCommit());
        settings.add("isolation " + connection.getTransactionIsolation());
        settings.add("read only " + connection.isReadOnly());
        var queries = target.isPostgres()
                ? List.of(
                        "select name || ' ' || setting from pg_settings where name <> 'transaction_deferrable' order by 1")
                : List.of(
                        "pragma foreign_keys",
                        "pragma busy_timeout",
                        "pragma writable_schema",
                        "pragma query_only",
                        "pragma cache_size",
                        "pragma threads");
        for (var query : queries) {
            try (var statement = connection.createStatement();
                    var result = statement.executeQuery(query)) {
                while (result.next()) {
                    settings.add(query.length() > 40 ? result.getString(1) : query + " " + result.getString(1));
                }
            }
        }
        return settings;
    }

    @Test
    void isRefusedOnAConnectionThatCommitsByItself() throws SQLException {
        try (var connection = database.connect()) {
            assertThatThrownBy(() -> Intact.using(connection).apply(UNIQUE))
                    .isInstanceOf(UnsupportedChangeException.class);
        }
    }

    @Test
    void isRefusedOnline() throws SQLException {
        try (var connection = begun()) {
            assertThatThrownBy(() -> Intact.using(connection).online().apply(UNIQUE))
                    .isInstanceOf(UnsupportedChangeException.class);
        }
    }

    @Test
    void isRefusedOnAConnectionThatIsClosed() throws SQLException {
        var connection = database.connect();
        connection.close();
        assertThatThrownBy(() -> Intact.using(connection).apply(UNIQUE))
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("connection"));
        assertThatThrownBy(() -> Intact.using(new OneConnection(connection)).apply(UNIQUE))
                .isInstanceOf(DatabaseException.class);
    }
}
