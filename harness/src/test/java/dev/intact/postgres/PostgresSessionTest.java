package dev.intact.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.dialect.Failure;
import dev.intact.dialect.Session;
import dev.intact.dialect.Session.Access;
import dev.intact.dialect.Settings;
import dev.intact.error.Fact;
import dev.intact.error.NotPermittedException;
import dev.intact.error.TimeoutException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Background;
import dev.intact.harness.Database;
import dev.intact.harness.TestDatabases;
import dev.intact.plan.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A session leaves its connection as it found it, and says what the server means. */
class PostgresSessionTest {
    private static final Settings OWN = new Settings(Duration.ofMillis(300), Duration.ZERO, 10_000, false);
    private static final Settings JOINED = new Settings(Duration.ofMillis(300), Duration.ofSeconds(60), 10_000, true);
    private static final String PARAMETERS = """
        select current_setting('lock_timeout'), current_setting('statement_timeout'),
               current_setting('row_security'), current_setting('standard_conforming_strings'),
               current_setting('transaction_isolation'), current_setting('transaction_read_only')
        """;

    private final Database database = TestDatabases.postgres(18).open();
    private final Connection connection;

    PostgresSessionTest() throws SQLException {
        connection = database.connect();
    }

    @BeforeEach
    void makeTable() throws SQLException {
        database.execute("create table t (a int)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    private static Session open(Connection connection, Settings settings) throws SQLException {
        return new PostgresDialect().open(connection, settings);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> values(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            var values = new ArrayList<String>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                values.add(String.valueOf(rows.getString(i)));
            }
            return values;
        }
    }

    private static Step.Statement statement(String sql) {
        return new Step.Statement(sql, "a test");
    }

    private static Step.Statement patient(String sql) {
        return new Step.Statement(sql, "a test", List.of(), Step.Patience.UNLIMITED);
    }

    // ---- transactions of its own

    @Test
    void itsOwnTransactionsAreAtReadCommittedWhateverTheDefault() throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        try (var session = open(connection, OWN)) {
            session.begin(Access.WRITE);
            assertThat(values(connection, PARAMETERS))
                    .containsExactly("300ms", "0", "off", "on", "read committed", "off");
            session.commit();
            session.begin(Access.READ);
            assertThat(values(connection, PARAMETERS))
                    .containsExactly("300ms", "0", "off", "on", "read committed", "on");
            session.rollback();
        }
        assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(connection.isReadOnly()).isFalse();
    }

    @Test
    void parametersAreAsTheyWereAfterEverything() throws SQLException {
        run(
                connection,
                "set lock_timeout = '7s'; set statement_timeout = '8min'; set standard_conforming_strings = off");
        var found = values(connection, PARAMETERS);
        try (var session = open(connection, OWN)) {
            session.begin(Access.WRITE);
            session.execute(patient("create index i on t (a)"));
            session.commit();
            session.execute(patient("create index concurrently j on t (a)"));
            assertThat(catchThrowable(() -> session.execute(patient("create index concurrently j on t (a)"))))
                    .isInstanceOf(SQLException.class);
            assertThat(values(connection, PARAMETERS)).isEqualTo(found);
            session.begin(Access.WRITE);
            assertThat(catchThrowable(() -> session.execute(statement("nonsense"))))
                    .isInstanceOf(SQLException.class);
            session.rollback();
        }
        assertThat(values(connection, PARAMETERS)).isEqualTo(found);
    }

    @Test
    void aConnectionWithoutAutoCommitIsLeftWithout() throws SQLException {
        connection.setAutoCommit(false);
        try (var session = open(connection, OWN)) {
            session.execute(patient("create index concurrently i on t (a)"));
            session.begin(Access.WRITE);
            session.execute(statement("insert into t values (1)"));
        }
        assertThat(connection.getAutoCommit()).isFalse();
        assertThat(values(connection, "select count(*) from t")).containsExactly("0");
    }

    @Test
    void aTransactionThatHasWrittenIsNotTakenOver() throws SQLException {
        connection.setAutoCommit(false);
        run(connection, "insert into t values (1)");
        assertThatThrownBy(() -> open(connection, OWN)).isInstanceOf(UnsupportedChangeException.class);
        connection.commit();
        assertThat(database.rows("select * from t")).hasSize(1);
    }

    @Test
    void aServerThatOnlyReadsIsRefusedForWritingOnly() throws SQLException {
        run(connection, "set default_transaction_read_only = on");
        try (var session = open(connection, OWN)) {
            var refusal = catchThrowableOfType(NotPermittedException.class, () -> session.begin(Access.WRITE));
            assertThat(refusal.code()).isEqualTo("read-only");
            session.begin(Access.READ);
            session.rollback();
        }
        assertThat(connection.getAutoCommit()).isTrue();
    }

    @Test
    void aConnectionThatOnlyReadsIsRefusedForWriting() throws SQLException {
        connection.setReadOnly(true);
        try (var session = open(connection, OWN)) {
            assertThatThrownBy(() -> session.begin(Access.WRITE)).isInstanceOf(NotPermittedException.class);
        }
        assertThat(connection.isReadOnly()).isTrue();
    }

    @Test
    void rowSecurityCannotHideRows() throws SQLException {
        var role = "owner_of_hidden_rows";
        database.execute(
                "drop role if exists " + role,
                "create role " + role + " login; alter table t owner to " + role,
                "alter table t enable row level security; alter table t force row level security; insert into t values"
                        + " (1)");
        try (var own = database.connectAs(role);
                var session = open(own, OWN)) {
            session.begin(Access.READ);
            assertThatThrownBy(() -> session.database().fetch("select * from t"))
                    .hasMessageContaining("row-level security policy");
            session.rollback();
        }
        database.execute("drop owned by " + role + "; drop role " + role);
    }

    // ---- pieces of somebody else's transaction

    @Test
    void joinedItKeepsWhatWasDoneAndPutsParametersBack() throws SQLException {
        connection.setAutoCommit(false);
        run(connection, "set local lock_timeout = '7s'; insert into t values (1)");
        var found = values(connection, PARAMETERS);
        try (var session = open(connection, JOINED)) {
            session.begin(Access.WRITE);
            assertThat(values(connection, PARAMETERS))
                    .containsExactly("300ms", "1min", "off", "on", "read committed", "off");
            session.execute(patient("insert into t values (2)"));
            session.commit();
        }
        assertThat(values(connection, PARAMETERS)).isEqualTo(found);
        assertThat(database.rows("select * from t")).isEmpty();
        connection.commit();
        assertThat(database.rows("select * from t")).hasSize(2);
        assertThat(values(connection, PARAMETERS).get(0)).isEqualTo("0");
    }

    @Test
    void joinedItUndoesOnlyItsOwn() throws SQLException {
        connection.setAutoCommit(false);
        run(connection, "set lock_timeout = '7s'; insert into t values (1)");
        var found = values(connection, PARAMETERS);
        try (var session = open(connection, JOINED)) {
            session.begin(Access.WRITE);
            session.execute(statement("insert into t values (2)"));
            assertThat(catchThrowable(() -> session.execute(statement("nonsense"))))
                    .isInstanceOf(SQLException.class);
            session.rollback();
        }
        assertThat(values(connection, PARAMETERS)).isEqualTo(found);
        connection.commit();
        assertThat(database.rows("select * from t")).hasSize(1);
        assertThat(values(connection, PARAMETERS).get(0)).isEqualTo("7s");
    }

    @Test
    void joinedItRefusesASnapshotThatIsTooOldForWriting() throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        try (var session = open(connection, JOINED)) {
            session.begin(Access.READ);
            session.rollback();
            assertThatThrownBy(() -> session.begin(Access.WRITE)).isInstanceOf(UnsupportedChangeException.class);
        }
    }

    // ---- one change at a time

    @Test
    void asLongAsOneSessionIsAtItOthersAreRefused() throws SQLException {
        try (var other = database.connect();
                var second = open(other, OWN)) {
            try (var first = open(connection, OWN)) {
                first.exclude();
                var refusal = catchThrowableOfType(TimeoutException.class, second::exclude);
                assertThat(refusal.code()).isEqualTo("lock-timeout");
                assertThat(refusal.facts().get(0).lines().get(0)).startsWith("pid ");
            }
            second.exclude();
        }
        assertThat(database.rows("select 1 from pg_locks where locktype = 'advisory'"))
                .isEmpty();
    }

    @Test
    void whoWaitsIsNotInTheWayOfAnIndexBuild() throws Exception {
        var patientOther = new Settings(Duration.ofSeconds(30), Duration.ZERO, 10_000, false);
        try (var other = database.connect();
                var second = open(other, patientOther)) {
            CompletableFuture<Void> waiting;
            try (var first = open(connection, OWN)) {
                first.exclude();
                waiting = Background.run(() -> {
                    try {
                        second.exclude();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
                first.execute(patient("create index concurrently i on t (a)"));
                assertThat(waiting).isNotDone();
            }
            waiting.get();
        }
    }

    @Test
    void joinedItIsAtItUntilTheTransactionEnds() throws SQLException {
        connection.setAutoCommit(false);
        try (var other = database.connect();
                var second = open(other, OWN)) {
            try (var first = open(connection, JOINED)) {
                first.exclude();
            }
            assertThatThrownBy(second::exclude).isInstanceOf(TimeoutException.class);
            connection.commit();
            second.exclude();
        }
    }

    // ---- locks

    @Test
    void lockTimeoutsAreForImpatientStatementsOnly() throws SQLException {
        try (var other = database.connect();
                var session = open(connection, OWN)) {
            other.setAutoCommit(false);
            run(other, "lock table t in access exclusive mode");
            session.begin(Access.WRITE);
            var timeout = catchThrowableOfType(
                    SQLException.class, () -> session.execute(statement("insert into t values (1)")));
            assertThat(session.failure(timeout)).isEqualTo(Failure.LOCK_TIMEOUT);
            session.rollback();
            session.begin(Access.WRITE);
            session.execute(patient("select set_config('intact.seen', current_setting('lock_timeout'), true)"));
            assertThat(values(connection, "select current_setting('intact.seen'), current_setting('lock_timeout')"))
                    .containsExactly("0", "300ms");
            session.rollback();
        }
    }

    @Test
    void whoHoldsALockIsNamed() throws SQLException {
        try (var other = database.connect();
                var session = open(connection, OWN)) {
            other.setAutoCommit(false);
            run(other, "insert into t values (1)");
            run(other, "select 'the last\n  statement'");
            var pid = values(other, "select pg_backend_pid()").get(0);
            var facts = session.blockers(new TreeSet<>(Set.of(TableName.of("t"))));
            assertThat(facts).hasSize(1);
            assertThat(facts.get(0).lines().get(0))
                    .startsWith("pid " + pid + " of postgres, idle in transaction, since ")
                    .contains("row exclusive on t");
        }
    }

    @Test
    void preparedTransactionsHoldLocksToo() throws SQLException {
        connection.setAutoCommit(false);
        run(connection, "insert into t values (1)");
        run(connection, "prepare transaction 'forgotten in " + database.hashCode() + "'");
        connection.setAutoCommit(true);
        try (var session = open(connection, OWN)) {
            assertThat(session.blockers(Set.of(new TableName("public", "t"))))
                    .extracting(Fact::toString)
                    .singleElement()
                    .asString()
                    .contains("prepared transaction forgotten in");
        } finally {
            run(connection, "rollback prepared 'forgotten in " + database.hashCode() + "'");
        }
    }

    @Test
    void nobodyHoldsALock() throws SQLException {
        try (var session = open(connection, OWN)) {
            assertThat(session.blockers(Set.of(TableName.of("t"), TableName.of("no such"))))
                    .isEmpty();
        }
    }

    // ---- what the server means

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
        insert into u values (1)                             | VIOLATION
        insert into u values (null)                          | VIOLATION
        do $$ begin raise sqlstate '40P01'; end $$           | CONFLICT
        do $$ begin raise sqlstate '40001'; end $$           | CONFLICT
        set statement_timeout = 1; select pg_sleep(9)        | STATEMENT_TIMEOUT
        set role pg_monitor; drop table u                    | NOT_PERMITTED
        start transaction read only; drop table u            | READ_ONLY
        select pg_terminate_backend(pg_backend_pid())        | CONNECTION
        nonsense                                             | OTHER
        """)
    void failures(String sql, Failure meaning) throws SQLException {
        database.execute("create table u (a int primary key); insert into u values (1)");
        try (var session = open(connection, OWN)) {
            var failure = catchThrowableOfType(SQLException.class, () -> run(connection, sql));
            assertThat(session.failure(failure)).isEqualTo(meaning);
            connection.close();
        }
    }

    // ---- names and leftovers

    @Test
    void namesThatAreTaken() throws SQLException {
        database.execute(
                "create index \"I 1\" on t (a); create view v as select 1; create schema s; create table s.w (a int)");
        try (var session = open(connection, OWN)) {
            var taken = session.taken(Set.of(
                    TableName.of("I 1"),
                    new TableName("public", "v"),
                    new TableName("s", "w"),
                    TableName.of("w"),
                    new TableName("s", "t")));
            assertThat(taken)
                    .containsEntry(TableName.of("I 1"), "an index of t")
                    .containsEntry(new TableName("public", "v"), "a view")
                    .containsEntry(new TableName("s", "w"), "a table")
                    .hasSize(3);
        }
    }

    @Test
    void whatAFailedBuildLeavesIsDropped() throws SQLException {
        database.execute("insert into t values (1), (1)");
        var scope = Scope.of(TableName.of("t"));
        var before = Reading.read(database, scope);
        assertThat(catchThrowable(() -> database.execute("create unique index concurrently \"I;\" on t (a)")))
                .isInstanceOf(SQLException.class);
        try (var session = open(connection, OWN)) {
            var steps = session.leftovers(before, Reading.read(database, scope), false);
            assertThat(steps).extracting(Step::sql).containsExactly("drop index concurrently \"public\".\"I;\"");
            session.execute((Step.Statement) steps.get(0));
            assertThat(Reading.read(database, scope)).isEqualTo(before);
        }
    }

    @Test
    void whatSomebodyElseIsBuildingIsLeftAlone() throws Exception {
        var scope = Scope.of(TableName.of("t"));
        var before = Reading.read(database, scope);
        try (var reader = database.connect();
                var builder = database.connect();
                var session = open(connection, OWN)) {
            reader.setAutoCommit(false);
            run(reader, "insert into t values (1)");
            var building = Background.run(() -> {
                try {
                    run(builder, "create index concurrently i on t (a)");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (Reading.read(database, scope).equals(before)) {
                Thread.onSpinWait();
            }
            assertThat(session.leftovers(before, Reading.read(database, scope), false))
                    .isEmpty();
            reader.rollback();
            building.get();
        }
    }
}
