package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.dialect.Dialect;
import dev.intact.dialect.Failure;
import dev.intact.dialect.Session;
import dev.intact.dialect.Session.Access;
import dev.intact.dialect.Settings;
import dev.intact.error.NotPermittedException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.CreateIndex;
import dev.intact.plan.Mode;
import dev.intact.plan.Step;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteSessionTest {
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final String ENDLESS =
            "create table u as with recursive r(i) as (select 1 union all select i + 1 from r) select count(*) from r";

    @TempDir
    private Path directory;

    private String url = "";

    @BeforeEach
    void aFile() throws SQLException {
        url = "jdbc:sqlite:" + directory.resolve("test.db");
        try (var connection = connect()) {
            execute(connection, "create table t (a int)");
            execute(connection, "insert into t values (1)");
        }
    }

    @Test
    void theDialectIsFound() throws SQLException {
        try (var connection = connect()) {
            var product = connection.getMetaData().getDatabaseProductName();
            assertThat(ServiceLoader.load(Dialect.class)).anyMatch(dialect -> dialect.speaks(product));
        }
    }

    @Test
    void whatIsCommittedStaysAndWhatIsRolledBackDoesNot() throws SQLException {
        try (var connection = connect();
                var session = open(connection, false)) {
            session.begin(Access.WRITE);
            run(session, "insert into t values (2)");
            session.commit();
            session.begin(Access.WRITE);
            run(session, "insert into t values (3)");
            session.rollback();
        }
        assertThat(values()).containsExactly(1, 2);
    }

    @Test
    void theConnectionIsLeftAsItWasFound() throws SQLException {
        try (var connection = connect()) {
            execute(connection, "pragma busy_timeout = 1234");
            connection.setAutoCommit(false);
            try (var session = open(connection, false)) {
                session.begin(Access.WRITE);
                run(session, "insert into t values (2)");
            }
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(integers(connection, "pragma busy_timeout")).containsExactly(1234);
            connection.rollback();
        }
        assertThat(values()).containsExactly(1);
    }

    @Test
    void aTransactionOfTheCallersIsNotEnded() throws SQLException {
        try (var connection = connect()) {
            connection.setAutoCommit(false);
            execute(connection, "insert into t values (2)");
            try (var session = open(connection, true)) {
                session.begin(Access.WRITE);
                run(session, "insert into t values (3)");
                session.commit();
                session.begin(Access.WRITE);
                run(session, "insert into t values (4)");
                session.rollback();
                session.begin(Access.READ);
            }
            assertThat(values()).containsExactly(1);
            connection.commit();
        }
        assertThat(values()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDatabaseThatIsOnlyReadIsRefused(boolean joined) throws SQLException {
        for (var readOnly : List.of("jdbc:sqlite:file:" + directory.resolve("test.db") + "?mode=ro", url)) {
            try (var connection = DriverManager.getConnection(readOnly)) {
                execute(connection, "pragma query_only = " + readOnly.equals(url));
                try (var session = open(connection, joined)) {
                    assertThatExceptionOfType(NotPermittedException.class)
                            .isThrownBy(() -> session.begin(Access.WRITE))
                            .satisfies(e -> assertThat(e.code()).isEqualTo("read-only"));
                    session.begin(Access.READ);
                    assertThat(session.read(Scope.of(TableName.of("t"))).tables())
                            .hasSize(1);
                    session.rollback();
                }
            }
        }
    }

    @Test
    void anotherWriterIsWaitedForNoLongerThanTheLockTimeout() throws SQLException {
        try (var other = connect();
                var connection = connect();
                var session = open(connection, false)) {
            execute(other, "begin immediate");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> session.begin(Access.WRITE))
                    .satisfies(e -> assertThat(session.failure(e)).isEqualTo(Failure.LOCK_TIMEOUT));
            execute(other, "rollback");
            session.begin(Access.WRITE);
            session.rollback();
            assertThat(session.blockers(Set.of()).get(0).lines()).hasSize(2);
        }
    }

    @Test
    void aCommitWaitsForAReader() throws Exception {
        try (var other = connect();
                var connection = connect();
                var session = new SqliteDialect()
                        .open(connection, new Settings(Duration.ofSeconds(20), Duration.ZERO, 10_000, false))) {
            session.begin(Access.WRITE);
            run(session, "insert into t values (2)");
            execute(other, "begin");
            integers(other, "select a from t");
            var end = CompletableFuture.runAsync(
                    () -> rollbackQuietly(other),
                    CompletableFuture.delayedExecutor(SHORT.toMillis(), TimeUnit.MILLISECONDS));
            session.commit();
            end.get();
        }
        assertThat(values()).containsExactly(1, 2);
    }

    @Test
    void aSnapshotThatIsTooOldIsAConflict() throws SQLException {
        try (var connection = connect();
                var other = connect()) {
            execute(connection, "pragma journal_mode = wal");
            connection.setAutoCommit(false);
            integers(connection, "select a from t");
            execute(other, "insert into t values (2)");
            try (var session = open(connection, true)) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> session.begin(Access.WRITE))
                        .satisfies(e -> assertThat(session.failure(e)).isEqualTo(Failure.CONFLICT));
            }
        }
    }

    @Test
    void aStatementEndsWithItsTime() throws SQLException {
        try (var connection = connect();
                var session = new SqliteDialect().open(connection, new Settings(SHORT, SHORT, 10_000, false))) {
            session.begin(Access.WRITE);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> run(session, ENDLESS))
                    .satisfies(e -> assertThat(session.failure(e)).isEqualTo(Failure.STATEMENT_TIMEOUT));
            session.rollback();
            session.begin(Access.READ);
            assertThatThrownBy(
                            () -> session.database()
                                    .fetch(
                                            "with recursive r(i) as (select 1 union all select i + 1 from r) select max(i) from r"))
                    .isInstanceOf(DataAccessException.class)
                    .satisfies(e -> assertThat(session.failure(java.util.Objects.requireNonNull(
                                    ((DataAccessException) e).getCause(SQLException.class))))
                            .isEqualTo(Failure.STATEMENT_TIMEOUT));
            session.rollback();
        }
    }

    @Test
    void aTransactionThatSqliteHasEndedIsEnded() throws SQLException {
        try (var connection = connect();
                var session = open(connection, false)) {
            execute(connection, "create table k (a int primary key on conflict rollback)");
            session.begin(Access.WRITE);
            run(session, "insert into k values (1)");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> run(session, "insert into k values (1)"))
                    .satisfies(e -> assertThat(session.failure(e)).isEqualTo(Failure.VIOLATION));
            session.rollback();
            session.begin(Access.WRITE);
            session.commit();
        }
    }

    @Test
    void aClosedConnectionIsNoConnection() throws SQLException {
        var connection = connect();
        try (var session = open(connection, false)) {
            connection.close();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> session.begin(Access.WRITE))
                    .satisfies(e -> assertThat(session.failure(e)).isEqualTo(Failure.CONNECTION));
        }
    }

    @Test
    void foreignKeysAreLeftAsTheyAre() throws SQLException {
        for (var state : List.of(0, 1)) {
            try (var connection = connect()) {
                execute(connection, "pragma foreign_keys = " + state);
                try (var session = open(connection, false)) {
                    session.begin(Access.WRITE);
                    session.commit();
                    assertThat(integers(connection, "pragma foreign_keys")).containsExactly(state);
                }
                assertThat(integers(connection, "pragma foreign_keys")).containsExactly(state);
            }
        }
    }

    @Test
    void theNameOfAViewThatNoLongerWorksIsTaken() throws SQLException {
        try (var connection = connect();
                var session = open(connection, false)) {
            execute(connection, "create table gone (a)");
            execute(connection, "create view broken as select a from gone");
            execute(connection, "drop table gone");
            var broken = TableName.of("broken");
            assertThat(session.taken(Set.of(broken, TableName.of("gone"))))
                    .containsExactly(Map.entry(broken, "a view"));
        }
    }

    @Test
    void namesOfTablesAndIndexesAreTakenWhateverTheirCase() throws SQLException {
        try (var connection = connect();
                var session = open(connection, false)) {
            execute(connection, "create index Ix on t (a)");
            execute(connection, "create view v as select 1");
            execute(connection, "create trigger tr after insert on t begin select 1; end");
            var index = new TableName("main", "IX");
            var table = TableName.of("T");
            var names = Set.of(index, table, TableName.of("v"), TableName.of("tr"), TableName.of("free"));
            assertThat(session.taken(names))
                    .isEqualTo(Map.of(index, "an index of t", table, "a table", TableName.of("v"), "a view"));
            assertThat(session.taken(Set.of())).isEmpty();
        }
    }

    @Test
    void onlineIsRefused() throws SQLException {
        try (var connection = connect();
                var session = open(connection, false)) {
            assertThat(session.defaultMode()).isEqualTo(Mode.ATOMIC);
            var operation = CreateIndex.of(TableName.of("t"), List.of("a"));
            session.begin(Access.READ);
            var before = session.read(operation.scope());
            assertThatThrownBy(() -> session.render(operation, Optional.empty(), before, Mode.ONLINE))
                    .isInstanceOf(UnsupportedChangeException.class);
            session.rollback();
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    private static Session open(Connection connection, boolean joined) throws SQLException {
        return new SqliteDialect().open(connection, new Settings(SHORT, Duration.ZERO, 10_000, joined));
    }

    private static void run(Session session, String sql) throws SQLException {
        session.execute(new Step.Statement(sql, "a test"));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void rollbackQuietly(Connection connection) {
        try {
            execute(connection, "rollback");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private List<Integer> values() throws SQLException {
        try (var connection = connect()) {
            return integers(connection, "select a from t order by a");
        }
    }

    private static List<Integer> integers(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new java.util.ArrayList<Integer>();
            while (rows.next()) {
                values.add(rows.getInt(1));
            }
            return values;
        }
    }
}
