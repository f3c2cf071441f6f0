package dev.intact.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FaultsTest {
    private static final List<String> TRANSFER = List.of(
            "UPDATE account SET balance = balance - 1 WHERE id = ?",
            "UPDATE account SET balance = balance + 1 WHERE id = 2",
            "commit");

    static Stream<Named<DatabaseSource>> everyKind() {
        return TestDatabasesTest.everyKind();
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void withoutAFaultAllStatementsAreListedInOrder(DatabaseSource kind) throws SQLException {
        try (var database = accounts(kind)) {
            var faults = Faults.on(database.dataSource());
            transfer(faults.dataSource());
            assertThat(faults.statements()).isEqualTo(TRANSFER);
            assertThat(faults.struck()).isFalse();
            assertThat(balances(database)).containsExactly(List.of(9L), List.of(11L));
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void aTransactionThatDiesBeforeItsCommitIsRolledBack(DatabaseSource kind) throws SQLException {
        try (var database = accounts(kind)) {
            var faults = Faults.on(database.dataSource());
            for (var n = 1; n <= TRANSFER.size(); n++) {
                faults.dieBefore(n);
                assertLost(() -> transfer(faults.dataSource()));
                assertThat(faults.struck()).isTrue();
                assertThat(faults.statements()).isEqualTo(TRANSFER.subList(0, n - 1));
                assertThat(balances(database)).containsExactly(List.of(10L), List.of(10L));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void onlyATransactionThatDiesAfterItsCommitIsKept(DatabaseSource kind) throws SQLException {
        try (var database = accounts(kind)) {
            var faults = Faults.on(database.dataSource());
            for (var n = 1; n <= TRANSFER.size(); n++) {
                assertThat(balances(database)).containsExactly(List.of(10L), List.of(10L));
                faults.dieAfter(n);
                assertLost(() -> transfer(faults.dataSource()));
                assertThat(faults.statements()).isEqualTo(TRANSFER.subList(0, n));
            }
            assertThat(balances(database)).containsExactly(List.of(9L), List.of(11L));
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void theDeadConnectionHoldsNoLock(DatabaseSource kind) throws SQLException {
        try (var database = accounts(kind)) {
            var faults = Faults.on(database.dataSource()).dieAfter(2);
            assertLost(() -> transfer(faults.dataSource()));
            var impatient = database.kind() == Database.Kind.POSTGRES
                    ? "SET lock_timeout = '1ms'; DROP TABLE account"
                    : "PRAGMA busy_timeout = 0; DROP TABLE account";
            database.execute(impatient);
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void theDeadConnectionOnlyLetsItselfBeClosed(DatabaseSource kind) throws SQLException {
        try (var database = accounts(kind)) {
            var faults = Faults.on(database.dataSource()).dieAfter(1);
            try (var connection = faults.dataSource().getConnection();
                    var statement = connection.createStatement()) {
                assertLost(() -> statement.executeQuery("SELECT 1"));
                assertLost(() -> statement.executeQuery("SELECT 1"));
                assertLost(connection::createStatement);
                assertLost(connection::rollback);
                assertLost(() -> connection.setClientInfo("ApplicationName", "x"));
                assertThat(connection.isValid(1)).isFalse();
                assertThat(connection.isClosed()).isTrue();
                assertThat(statement.isClosed()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void otherConnectionsLiveOn(DatabaseSource kind) throws SQLException {
        try (var database = accounts(kind)) {
            var faults = Faults.on(database.dataSource()).dieBefore(1);
            try (var bystander = faults.dataSource().getConnection()) {
                assertLost(() -> transfer(faults.dataSource()));
                assertThat(bystander.isValid(1)).isTrue();
                transfer(faults.dataSource());
                assertThat(balances(database)).containsExactly(List.of(9L), List.of(11L));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void unlessTheWholeServerGoesUntilItIsArmedAnew(DatabaseSource kind) throws SQLException {
        try (var database = accounts(kind)) {
            var faults = Faults.on(database.dataSource()).dieBefore(1).wholeServer();
            try (var bystander = faults.dataSource().getConnection()) {
                assertLost(() -> transfer(faults.dataSource()));
                assertThat(bystander.isClosed()).isTrue();
                assertLost(bystander::createStatement);
                assertLost(() -> faults.dataSource().getConnection());
            }
            faults.never();
            transfer(faults.dataSource());
            assertThat(balances(database)).containsExactly(List.of(9L), List.of(11L));
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void aBatchCountsOnce(DatabaseSource kind) throws SQLException {
        try (var database = accounts(kind)) {
            var faults = Faults.on(database.dataSource());
            try (var connection = faults.dataSource().getConnection();
                    var statement = connection.createStatement()) {
                statement.addBatch("DELETE FROM account WHERE id = 1");
                statement.addBatch("DELETE FROM account WHERE id = 2");
                statement.executeBatch();
            }
            assertThat(faults.statements())
                    .containsExactly("DELETE FROM account WHERE id = 1; DELETE FROM account WHERE id = 2");
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void noWayLeadsBackToTheRealConnection(DatabaseSource kind) throws SQLException {
        try (var database = accounts(kind)) {
            var faults = Faults.on(database.dataSource());
            try (var connection = faults.dataSource().getConnection();
                    var statement = connection.createStatement();
                    var result = statement.executeQuery("SELECT 1")) {
                assertThat(statement.getConnection()).isSameAs(connection);
                assertThat(result.getStatement().getConnection()).isSameAs(connection);
                assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
                assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void aRefusalOfTheDatabaseIsPassedOn(DatabaseSource kind) throws SQLException {
        try (var database = accounts(kind)) {
            var faults = Faults.on(database.dataSource());
            try (var connection = faults.dataSource().getConnection();
                    var statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.execute("INSERT INTO account VALUES (1, 1)"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("account");
                assertThat(connection.isValid(1)).isTrue();
            }
        }
    }

    @Test
    void statementsAreCountedFromOne() {
        try (var database = TestDatabases.sqlite().open()) {
            var faults = Faults.on(database.dataSource());
            assertThatThrownBy(() -> faults.dieBefore(0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(faults::wholeServer).isInstanceOf(IllegalStateException.class);
        }
    }

    private static Database accounts(DatabaseSource kind) throws SQLException {
        var database = kind.open();
        database.execute("""
                CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER);
                INSERT INTO account VALUES (1, 10), (2, 10);
                """);
        return database;
    }

    private static void transfer(DataSource dataSource) throws SQLException {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (var take = connection.prepareStatement(TRANSFER.get(0));
                    var give = connection.createStatement()) {
                take.setInt(1, 1);
                take.executeUpdate();
                give.executeUpdate(TRANSFER.get(1));
            }
            connection.commit();
        }
    }

    private static List<List<@Nullable Object>> balances(Database database) throws SQLException {
        return database.rows("SELECT balance FROM account ORDER BY id");
    }

    private static void assertLost(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08006"));
    }
}
