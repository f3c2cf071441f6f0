package dev.intact.postgres;

import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.keepFirst;
import static dev.intact.Operations.keepLast;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intact.Intact;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.check.ViolationsException;
import dev.intact.dialect.Failure;
import dev.intact.dialect.Session;
import dev.intact.dialect.Settings;
import dev.intact.harness.Database;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.AddUnique;
import dev.intact.operation.Change;
import dev.intact.operation.MoveDuplicates;
import dev.intact.operation.Primitive;
import dev.intact.plan.Mode;
import dev.intact.plan.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While equal rows are moved away others go on writing, and nothing that they write is lost. */
class MoveDuplicatesTest {
    private static final Settings IMPATIENT = new Settings(Duration.ofMillis(200), Duration.ZERO, 10_000, false);
    private static final AddUnique CHANGE = addUnique("t", "a").onDuplicates(keepFirst(asc("id")));

    private final Database database = TestDatabases.postgres(18).open();
    private final Connection writer;
    private final Connection mover;

    MoveDuplicatesTest() throws SQLException {
        writer = database.connect();
        mover = database.connect();
    }

    @BeforeEach
    void makeTables() throws SQLException {
        database.execute("""
            create table t (id int primary key, a int, note text);
            create table child (id int primary key, t int references t on delete cascade);
            insert into t values (1, 7, 'stays'), (2, 7, 'goes'), (3, 8, 'alone')
            """);
        writer.setAutoCommit(false);
        write("set lock_timeout = '200ms'");
        writer.commit();
    }

    @AfterEach
    void close() throws SQLException {
        writer.close();
        mover.close();
        database.close();
    }

    private void write(String sql) throws SQLException {
        try (var statement = writer.createStatement()) {
            statement.execute(sql);
        }
    }

    private Session session() throws SQLException {
        return new PostgresDialect().open(mover, IMPATIENT);
    }

    private static List<Step> steps(Session session, AddUnique change) throws SQLException {
        session.begin(Session.Access.READ);
        try {
            var before = session.read(change.scope().plus(Scope.of(TableName.of("t"))));
            for (Primitive primitive : change.primitives(before)) {
                if (primitive instanceof MoveDuplicates move) {
                    return session.render(move, Optional.empty(), before, Mode.ONLINE)
                            .get(0)
                            .steps();
                }
            }
            throw new AssertionError("nothing is to be moved");
        } finally {
            session.rollback();
        }
    }

    private static void run(Session session, Step step) throws SQLException {
        if (step instanceof Step.Statement statement) {
            session.execute(statement);
        } else if (step instanceof Step.Proof proof) {
            assertThat(session.database()
                            .fetch(org.jooq.impl.DSL.raw(proof.sql()).toString()))
                    .as(proof.purpose())
                    .isEmpty();
        }
    }

    /** Runs the steps up to the one that locks the rows, and that one. */
    private static List<Step> lock(Session session, List<Step> steps) throws SQLException {
        session.begin(Session.Access.WRITE);
        for (int i = 0; i < steps.size(); i++) {
            run(session, steps.get(i));
            if (steps.get(i).sql().contains("for update")) {
                return steps.subList(i + 1, steps.size());
            }
        }
        throw new AssertionError("no step locks rows");
    }

    @Test
    void aRowThatStaysIsNotMovedForOneThatComesLater() throws SQLException {
        database.execute("insert into child values (1, 2)");
        var keepLast = addUnique("t", "a").onDuplicates(keepLast(asc("id")));
        try (var session = session()) {
            var rest = lock(session, steps(session, keepLast));
            write("insert into t values (9, 7, 'later')");
            writer.commit();
            for (var step : rest) {
                run(session, step);
            }
            session.commit();
        }
        assertThat(database.rows("select id from t order by id"))
                .isEqualTo(List.of(List.of(2L), List.of(3L), List.of(9L)));
        assertThat(database.rows("select id from child")).hasSize(1);
    }

    @Test
    void aReferenceCannotBeMadeOnceTheRowsAreLocked() throws SQLException {
        try (var session = session()) {
            var rest = lock(session, steps(session, CHANGE));
            assertThatThrownBy(() -> write("insert into child values (1, 2)")).hasMessageContaining("lock timeout");
            writer.rollback();
            for (var step : rest) {
                run(session, step);
            }
            session.commit();
        }
        assertThat(database.rows("select id from t order by id")).hasToString("[[1], [3]]");
        assertThatThrownBy(() -> write("insert into child values (1, 2)")).hasMessageContaining("foreign key");
    }

    @Test
    void aReferenceThatIsBeingMadeIsWaitedForAndThenFound() throws SQLException {
        try (var session = session()) {
            var steps = steps(session, CHANGE);
            write("insert into child values (1, 2)");
            var timeout = catchThrowableOfType(SQLException.class, () -> lock(session, steps));
            assertThat(session.failure(timeout)).isEqualTo(Failure.LOCK_TIMEOUT);
            session.rollback();
            writer.commit();
            var rest = lock(session, steps);
            assertThatThrownBy(() -> {
                        for (var step : rest) {
                            run(session, step);
                        }
                    })
                    .isInstanceOf(AssertionError.class);
            session.rollback();
        }
        assertThat(database.rows("select t from child")).hasToString("[[2]]");
        assertThat(database.rows("select id from t")).hasSize(3);
    }

    @Test
    void aRowThatIsNoLongerEqualStays() throws SQLException {
        try (var session = session()) {
            var steps = steps(session, CHANGE);
            write("update t set a = 9 where id = 2");
            writer.commit();
            for (var step : lock(session, steps)) {
                run(session, step);
            }
            session.commit();
        }
        assertThat(database.rows("select id, a from t order by id")).hasToString("[[1, 7], [2, 9], [3, 8]]");
        assertThat(database.rows("select * from intact_quarantine_t")).isEmpty();
    }

    @Test
    void aRowThatIsEqualOnlySinceTheLockStays() throws SQLException {
        try (var session = session()) {
            var rest = lock(session, steps(session, CHANGE));
            write("insert into t values (4, 8, 'new')");
            writer.commit();
            for (var step : rest) {
                run(session, step);
            }
            session.commit();
        }
        assertThat(database.rows("select id from t order by id")).hasToString("[[1], [3], [4]]");
    }

    @Test
    void theRowThatStaysCannotGoMeanwhile() throws SQLException {
        try (var session = session()) {
            lock(session, steps(session, CHANGE));
            assertThatThrownBy(() -> write("delete from t where id = 1")).hasMessageContaining("lock timeout");
            session.rollback();
        }
    }

    @Test
    void whatIsMovedIsMovedWhole() throws SQLException {
        Intact.using(database.dataSource()).apply(Change.of("unique", CHANGE));
        assertThat(database.rows("select id, a, note, intact_reason from intact_quarantine_t"))
                .hasToString("[[2, 7, goes, unique (a)]]");
    }

    @Test
    void referencesArePointedAtTheRowThatStays() throws SQLException {
        for (var intact : List.of(
                Intact.using(database.dataSource()),
                Intact.using(database.dataSource()).atomic())) {
            database.execute("""
                drop table if exists intact_quarantine_t;
                drop table child;
                alter table t drop constraint if exists uq_t_a;
                delete from t;
                alter table t drop if exists up, add up int references t deferrable initially deferred;
                insert into t values (1, 7, 'stays', 2), (2, 7, 'goes', 2), (3, 8, 'alone', 2), (4, 7, 'goes', 3);
                create table child (id int primary key, t int references t on delete cascade);
                insert into child values (1, 1), (2, 2), (3, 3), (4, 4), (5, null)
                """);
            intact.apply(Change.of("unique", CHANGE.repointReferences()));
            assertThat(database.rows("select id, t from child order by id"))
                    .hasToString("[[1, 1], [2, 1], [3, 3], [4, 1], [5, null]]");
            assertThat(database.rows("select id, up from t order by id")).hasToString("[[1, 1], [3, 1]]");
            assertThat(database.rows("select id from intact_quarantine_t order by id"))
                    .hasToString("[[2], [4]]");
        }
    }

    @Test
    void withoutThatReferencesAreARefusal() throws SQLException {
        database.execute("insert into child values (1, 2)");
        for (var intact : List.of(
                Intact.using(database.dataSource()),
                Intact.using(database.dataSource()).atomic())) {
            assertThatThrownBy(() -> intact.apply(Change.of("unique", CHANGE))).isInstanceOf(ViolationsException.class);
            assertThat(database.rows("select id from t")).hasSize(3);
            assertThat(database.rows("select id from child")).hasSize(1);
        }
    }

    @Test
    void alsoInPartitionsAndWithACompositeKey() throws SQLException {
        database.execute("""
            create table p (x int, y int, a int, primary key (x, y)) partition by list (x);
            create table p1 partition of p for values in (1);
            create table p2 partition of p default;
            insert into p values (1, 1, 5), (1, 2, 5), (2, 1, 5), (2, 2, 6)
            """);
        Intact.using(database.dataSource())
                .apply(Change.of("unique", addUnique("p", "x", "a").onDuplicates(keepFirst(asc("y")))));
        assertThat(database.rows("select x, y from p order by x, y")).hasToString("[[1, 1], [2, 1], [2, 2]]");
        assertThat(database.rows("select x, y, a from intact_quarantine_p")).hasToString("[[1, 2, 5]]");
    }
}
