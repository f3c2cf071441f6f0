package dev.intact.conformance;

import static dev.intact.Operations.addCheck;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.keepFirst;
import static dev.intact.Operations.pruneOrphans;
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
    void aPlanThatWasMadeForOnlineIsRefusedAndTheTransactionGoesOn() throws SQLException {
        Assumptions.assumeTrue(target.isPostgres());
        var plan = Intact.using(database.dataSource()).online().plan(UNIQUE);
        try (var connection = begun()) {
            execute(connection, "insert into tasks (id, project_id) values (50, 1)");
            assertThatThrownBy(() -> Intact.using(connection).apply(plan))
                    .isInstanceOf(UnsupportedChangeException.class)
                    .hasMessageContaining("an online change inside a transaction");
            connection.commit();
        }
        assertThat(rows("select count(*) from tasks where id = 50")).isEqualTo(List.of(List.of(1L)));
    }

    @Test
    void aPlanThatWasMadeBeforeRunsInTheCallersTransaction() throws SQLException {
        var plan = target.intact(database.dataSource()).plan(UNIQUE);
        var before = Snapshot.of(database);
        try (var connection = begun()) {
            assertThat(target.running(Intact.using(connection)).apply(plan).changedAnything())
                    .isTrue();
            connection.rollback();
        }
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    /**
     * A connection may go on with what was rolled back under the version of the schema that the plan gave: the same version
     * for another schema would make it miss an index.
     */
    @Test
    void aPlanThatACallerRolledBackIsNotRunAgainOnThatDatabase() throws SQLException {
        Assumptions.assumeTrue(target == Target.SQLITE);
        var plan = intact().plan(Change.of("x", addCheck("tasks", "positive", "project_id > 0")));
        try (var elsewhere = database.copy()) {
            try (var connection = begun()) {
                Intact.using(connection).apply(plan);
                connection.rollback();
                assertThatThrownBy(() -> Intact.using(connection).apply(plan))
                        .isInstanceOf(UnsupportedChangeException.class);
                connection.rollback();
            }
            assertRefused(UnsupportedChangeException.class, () -> intact().apply(plan));
            assertThat(Intact.using(elsewhere.dataSource()).apply(plan).changedAnything())
                    .isTrue();
        }
        assertThat(apply(addCheck("tasks", "positive", "project_id > 0")).changedAnything())
                .isTrue();
    }

    @Test
    void foreignKeysAndOrphansAreTheCallersTransactionsToo() throws SQLException {
        execute(
                "create table steps (id integer primary key, task_id integer)",
                "insert into steps values (1, 1), (2, 77)");
        var key = Change.of("x", addForeignKey("steps", "task_id").references("tasks", "id"));
        var before = Snapshot.of(database);
        try (var connection = begun()) {
            var intact = target.running(Intact.using(connection));
            assertThatThrownBy(() -> intact.apply(key)).isInstanceOf(ViolationsException.class);
            execute(connection, "insert into tasks (id, project_id) values (77, 1)");
            assertThat(intact.apply(key).changedAnything()).isTrue();
            connection.rollback();
        }
        assertThat(Snapshot.of(database)).isEqualTo(before);
        execute("delete from steps where id = 2");
        intact().apply(key);
        slipIn("insert into steps values (3, 78)");
        before = Snapshot.of(database);
        try (var connection = begun()) {
            target.running(Intact.using(connection)).apply(Change.of("x", pruneOrphans("steps")));
            connection.rollback();
            assertThat(Snapshot.of(database)).isEqualTo(before);
            target.running(Intact.using(connection)).apply(Change.of("x", pruneOrphans("steps")));
            connection.commit();
        }
        assertThat(rows("select id from intact_quarantine_steps")).isEqualTo(List.of(List.of(3L)));
        assertConverged(pruneOrphans("steps"));
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
