package dev.intact.conformance;

import static dev.intact.Operations.createIndex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.intact.Intact;
import dev.intact.harness.Await;
import dev.intact.harness.Background;
import dev.intact.harness.Database;
import dev.intact.harness.OnEachServer;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many of PostgreSQL's parallel workers a statement may have. */
@OnEachServer
class ParallelWorkersTest {
    private final int version;
    private final Database database;
    private final Intact intact;

    ParallelWorkersTest(int version) throws SQLException {
        this.version = version;
        database = TestDatabases.postgres(version).open();
        intact = Intact.using(database.dataSource());
        // What a build was allowed: an event trigger notes it.
        database.execute(
                """
                create table tasks (title text);
                create table seen (workers text);
                create function note() returns event_trigger language plpgsql as $$
                begin
                    insert into seen values (current_setting('max_parallel_maintenance_workers') || ' and '
                        || current_setting('max_parallel_workers_per_gather'));
                end $$;
                """,
                "create event trigger noting on ddl_command_start when tag in ('CREATE INDEX') execute function note()");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static final Change INDEX = Change.of("x", createIndex("tasks", "title"));

    private List<?> workersOf(Intact built) throws SQLException {
        built.apply(INDEX);
        return database.rows("select workers from seen");
    }

    @Test
    void onlineABuildHasTheWorkersThatTheServerGivesWhileTheOthersAreIdle() throws Exception {
        try (var other = database.connect()) {
            execute(other, "select 1");
            untilAllAreIdle();
            assertThat(workersOf(intact)).isEqualTo(List.of(List.of("2 and 2")));
        }
    }

    /** Who looks is gone by then. */
    private void untilAllAreIdle() throws Exception {
        try (var witness = database.connect()) {
            Await.until("the others are idle", () -> Database.rows(witness, """
                    select pid from pg_stat_activity
                    where pid <> pg_backend_pid() and backend_type = 'client backend'
                      and (state = 'active' or state_change > clock_timestamp() - interval '300 ms')
                    """).isEmpty());
        }
    }

    @Test
    void onlineWhatARoleMayNotSeeOfTheOthersIsTakenForWork() throws Exception {
        var role = "builder_" + System.nanoTime();
        database.execute(
                "create role %1$s login; grant all on schema public to %1$s; alter table tasks owner to %1$s; grant all on seen to %1$s"
                        .formatted(role));
        try (var other = database.connect()) {
            execute(other, "select 1");
            untilAllAreIdle();
            assertThat(workersOf(Intact.using(database.dataSourceAs(role)))).isEqualTo(List.of(List.of("0 and 0")));
        } finally {
            database.execute("drop owned by %1$s; drop role %1$s".formatted(role));
        }
    }

    @Test
    void onlineABuildTakesNoProcessorsFromThoseWhoHaveWorkedSinceTheChangeBegan() throws SQLException {
        try (var other = database.connect()) {
            assertThat(workersOf(intact.onProgress(step -> execute(other, "select 1"))))
                    .isEqualTo(List.of(List.of("0 and 0")));
        }
    }

    @Test
    void onlineABuildTakesNoProcessorsFromAStatementThatHasRunForLongerInAnotherDatabase() throws Exception {
        try (var elsewhere = TestDatabases.postgres(version).open();
                var other = elsewhere.connect();
                var statement = other.createStatement()) {
            var running = Background.call(() -> catchThrowable(() -> statement.execute("select pg_sleep(600)")));
            Await.until(
                    "the statement runs",
                    () -> !elsewhere
                            .rows(
                                    "select pid from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()")
                            .isEmpty());
            assertThat(workersOf(intact)).isEqualTo(List.of(List.of("0 and 0")));
            statement.cancel();
            assertThat(running.get()).hasMessageContaining("canceling statement");
        }
    }

    private static void execute(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void onlineABuildHasTheWorkersThatItIsGiven() throws SQLException {
        assertThat(workersOf(intact.parallelWorkers(3))).isEqualTo(List.of(List.of("3 and 3")));
    }

    @Test
    void atomicABuildHasTheWorkersThatTheServerGives() throws SQLException {
        assertThat(workersOf(intact.atomic())).isEqualTo(List.of(List.of("2 and 2")));
    }

    @Test
    void thereAreNoFewerWorkersThanNone() {
        assertThatThrownBy(() -> intact.parallelWorkers(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a number of workers is not negative");
    }
}
