package dev.intact.harness;

import static dev.intact.Operations.addUnique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.operation.Change;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("systems")
class InterleavingTest {
    private static final String LOCK = "update task set title = 'x' where id = 1";

    private final Database database;
    private final Interleaving race;
    private final InterleavedSession one;
    private final InterleavedSession other;

    static Stream<DatabaseSource> systems() {
        return Stream.of(TestDatabases.sqliteFile(), TestDatabases.postgres());
    }

    InterleavingTest(DatabaseSource source) throws SQLException {
        database = source.open();
        database.execute("create table task (id integer primary key, title text)", "insert into task values (1, 'a')");
        race = Interleaving.on(database);
        one = race.session("one");
        other = race.session("other");
    }

    @AfterEach
    void close() {
        race.close();
        database.close();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(ThrowingCallable assertion) {
        return assertThatThrownBy(assertion).isInstanceOf(AssertionError.class);
    }

    @Test
    void oneWhoWaitsGoesOnWhenTheOtherHasDone() throws SQLException {
        one.runs("begin", "update task set title = title || '1' where id = 1");
        other.begins("update task set title = title || '2' where id = 1").waits();
        one.runs("commit");
        other.goesOn();
        assertThat(one.rows("select title from task")).isEqualTo(List.of(List.of("a12")));
    }

    @Test
    void oneWhoDoesNotWaitIsNamed() {
        one.begins("select title from task");
        assertFails(one::waits)
                .hasMessageStartingWith("one did not wait")
                .hasMessageContaining("select title from task");
    }

    @Test
    void oneWhoWaitsAndShouldNotIsNamed() {
        one.runs("begin", LOCK);
        assertFails(() -> other.runs("begin", LOCK)).hasMessageStartingWith("other waits for somebody");
    }

    @Test
    void oneWhoFailsForThatReasonIsAsItIsSaid() {
        var code = database.kind() == Database.Kind.SQLITE ? "UNIQUE constraint failed" : "23505";
        one.begins("insert into task values (1, 'b')").fails(code).runs("insert into task values (2, 'b')");
    }

    @Test
    void oneWhoFailsForAnotherReasonOrNotAtAllIsNamed() {
        one.begins("insert into task values (1, 'b')");
        assertFails(() -> one.fails("deadlock")).hasMessageContaining("one failed for another reason than deadlock");
        assertFails(one::goesOn).hasMessageContaining("one failed").hasRootCauseInstanceOf(SQLException.class);
        other.begins("select 1");
        assertFails(() -> other.fails("23505")).hasMessageContaining("other did not fail, with 23505");
    }

    /** SQLite refuses one whose snapshot is old at once and for good; PostgreSQL does so where the isolation asks for it. */
    @Test
    void oneWhoIsRefusedForGoodDoesNotWait() throws SQLException {
        boolean sqlite = database.kind() == Database.Kind.SQLITE;
        one.runs(sqlite ? "begin" : "begin isolation level repeatable read");
        one.rows("select * from task");
        other.runs(LOCK);
        one.begins(LOCK);
        assertFails(one::waits).hasMessageStartingWith("one did not wait");
        one.fails(sqlite ? "SQLITE_BUSY_SNAPSHOT" : "40001");
    }

    @Test
    void oneMayEndInEitherWay() {
        assertThat(one.begins("insert into task values (2, 'b')").ends()).isEmpty();
        assertThat(one.begins("insert into task values (2, 'c')").ends()).isPresent();
        var work = one.begins(dataSource -> {
            try (var connection = dataSource.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("insert into task values (2, 'c')");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(work.ends()).isPresent();
        one.runs("select 1");
    }

    @Test
    void oneThingIsDoneAtATime() {
        one.begins("select 1");
        assertThatThrownBy(() -> one.begins("select 2"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("select 1");
        assertThatThrownBy(other::waits)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has begun nothing");
        assertThat(race.session("one")).isSameAs(one);
    }

    @Test
    void oneWhoStillWaitsDoesNotGoOnAfterTheEnd() throws SQLException {
        one.runs("begin", LOCK);
        other.begins(LOCK).waits();
        race.close();
        assertThat(database.rows("select title from task")).isEqualTo(List.of(List.of("a")));
    }

    @Test
    void workOfItsOwnDoesNotGoOnAfterTheEnd() throws SQLException {
        var done = new CompletableFuture<Boolean>();
        one.runs("begin", LOCK);
        other.begins(dataSource -> {
            try (var connection = dataSource.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("update task set title = 'of its own'");
                done.complete(true);
            } finally {
                done.complete(false);
            }
        });
        race.close();
        assertThat(done).isCompletedWithValue(false);
        assertThat(database.rows("select title from task")).isEqualTo(List.of(List.of("a")));
    }

    /** On PostgreSQL, it is left alone. */
    @Test
    void workThatWaitsForSomethingElseIsInterruptedOnSqlite() {
        Assumptions.assumeTrue(database.kind() == Database.Kind.SQLITE);
        var interrupted = new CompletableFuture<InterruptedException>();
        one.begins(dataSource -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(e);
            }
        });
        race.close();
        assertThat(interrupted).isCompleted();
    }

    @Test
    void aChangeOfItsOwnGoesOnWhenTheWriterHasDone() throws SQLException {
        var unique = Change.of("x", addUnique("task", "title"));
        one.runs("begin", LOCK);
        other.begins(dataSource ->
                Intact.using(dataSource).lockTimeout(Duration.ofMinutes(1)).apply(unique));
        if (database.kind() == Database.Kind.SQLITE) {
            assertThatThrownBy(other::waits).isInstanceOf(UnsupportedOperationException.class);
        } else {
            other.waits();
        }
        one.runs("commit");
        other.goesOn();
        assertThat(Intact.using(database.dataSource()).plan(unique).isEmpty()).isTrue();
    }
}
