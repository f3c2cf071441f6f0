package dev.intact.harness.migration;

import dev.intact.Intact;
import dev.intact.Report;
import dev.intact.error.Fact;
import dev.intact.error.IntactException;
import dev.intact.harness.Database;
import dev.intact.harness.DatabaseSource;
import dev.intact.harness.Faults;
import dev.intact.harness.LineDifference;
import dev.intact.harness.Migration;
import dev.intact.harness.TableRows;
import dev.intact.operation.Change;
import dev.intact.plan.Phase;
import dev.intact.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Lets a change die before and after every statement, and runs it again: it must end as if nothing had happened, in schema
 * and rows. A time or a UUID that was not there before counts as any other. Each death has a database of its own.
 *
 * <pre>{@code
 * CrashTest.of(change)
 *         .on(TestDatabases.sqlite())
 *         .given("create table task (id integer primary key, title text)", "insert into task values (1, 'a'), (2, 'b')")
 *         .everyStatement();
 * }</pre>
 *
 * <p>Immutable. The rows should be few, and of every kind that the change treats in its own way.
 */
public final class CrashTest {
    private final Change change;
    private final Optional<Phase> phase;
    private final Start start;
    private final List<Migration> given;
    private final UnaryOperator<Intact> way;
    private final CrashPoints points;

    /** Opens the database that each run gets a copy of. */
    private interface Start {
        Database open();
    }

    /** A change whose database is yet to be said. */
    public static final class Of {
        private final Change change;

        private Of(Change change) {
            this.change = change;
        }

        /** {@return the test, on a fresh database of that kind} */
        public CrashTest on(DatabaseSource source) {
            return new CrashTest(
                    change, Optional.empty(), source::open, List.of(), UnaryOperator.identity(), CrashPoints.EVERY);
        }

        /** {@return the test, on copies of that database, to which nobody may be connected and which stays as it is} */
        public CrashTest on(Database database) {
            return new CrashTest(
                    change, Optional.empty(), database::copy, List.of(), UnaryOperator.identity(), CrashPoints.EVERY);
        }
    }

    private CrashTest(
            Change change,
            Optional<Phase> phase,
            Start start,
            List<Migration> given,
            UnaryOperator<Intact> way,
            CrashPoints points) {
        this.change = change;
        this.phase = phase;
        this.start = start;
        this.given = List.copyOf(given);
        this.way = way;
        this.points = points;
    }

    /** {@return the beginning of a test of that change: {@code .on(TestDatabases.sqlite())} follows} */
    public static Of of(Change change) {
        return new Of(change);
    }

    /** {@return this, beginning with that SQL, each text one statement or several} What was given before is kept. */
    public CrashTest given(String... scripts) {
        return given(Migration.sql(scripts));
    }

    /** {@return this, beginning with that, such as {@link TableRows}} What was given before is kept. */
    public CrashTest given(Migration migration) {
        var all = new ArrayList<>(given);
        all.add(migration);
        return new CrashTest(change, phase, start, all, way, points);
    }

    /** {@return this, running the change in that way: {@code Intact::online}} */
    public CrashTest running(UnaryOperator<Intact> other) {
        return new CrashTest(change, phase, start, given, other, points);
    }

    /** {@return this, of one phase of the change alone} Before CONTRACT, the database must have come through EXPAND. */
    public CrashTest inPhase(Phase one) {
        return new CrashTest(change, Optional.of(one), start, given, way, points);
    }

    /** {@return this, dying at each n-th statement only, to take samples of a long change} */
    public CrashTest every(int n) {
        return new CrashTest(change, phase, start, given, way, points.every(n));
    }

    /** {@return this, dying at each n-th only of the statements that only read, which leave the database as it was} */
    public CrashTest readingEvery(int n) {
        return new CrashTest(change, phase, start, given, way, points.readingEvery(n));
    }

    /** {@return this, dying at no statement before the first that writes: until then there is nothing to be left over} */
    public CrashTest fromTheFirstThatWrites() {
        return new CrashTest(change, phase, start, given, way, points.fromTheFirstThatWrites());
    }

    /** {@return this, dying after statements, which leaves what dying before the next one does, and before the first} */
    public CrashTest onlyAfter() {
        return new CrashTest(change, phase, start, given, way, points.onlyAfter());
    }

    /**
     * Runs all of it, and prints how much that was.
     *
     * @return how much that was
     * @throws AssertionError if an end is another one; it says where the change died, and what is different; or if there
     *     is nothing to do
     * @throws IntactException if the change fails though nothing disturbs it
     */
    public Crashes everyStatement() {
        try (var database = start.open()) {
            giveTo(database);
            var ends = Ends.from(database);
            var undisturbed = compared(undisturbed(database, ends), undisturbed(database, ends));
            var chosen = points.of(undisturbed.statements());
            if (chosen.isEmpty()) {
                throw Failure.of(
                        change.name() + ": none of its statements writes, so there is none to die at",
                        new Fact("statements", undisturbed.statements()));
            }
            chosen.parallelStream()
                    .flatMap(point -> new Death(point, undisturbed).failure(database, ends).stream())
                    .findFirst()
                    .ifPresent(failure -> {
                        throw failure;
                    });
            var crashes = new Crashes(
                    change, database.description(), undisturbed.statements().size(), chosen.size());
            System.out.println(crashes);
            return crashes;
        }
    }

    private void giveTo(Database database) {
        for (var each : given) {
            try {
                each.migrate(database.dataSource());
            } catch (Exception e) {
                throw new IllegalStateException("what is given is refused", e);
            }
        }
    }

    /** A run that nothing disturbs: what it leaves, and its statements. */
    private record Undisturbed(List<String> end, List<String> statements) {}

    private Undisturbed undisturbed(Database from, Ends ends) {
        try (var database = from.copy()) {
            var faults = Faults.on(database.dataSource()).never();
            if (!apply(faults.dataSource()).changedAnything()) {
                throw Failure.of(
                        change.name() + ": there is nothing to do, and so nothing to die at",
                        Fact.of("database", from.description()));
            }
            var statements = faults.statements();
            if (!plan(database.dataSource()).isEmpty()) {
                throw Failure.of(
                        change.name() + ": applied once, it has something to do again",
                        new Fact("statements", statements));
            }
            return new Undisturbed(ends.of(database), statements);
        }
    }

    /** What ends otherwise by itself tells nothing of deaths. */
    private Undisturbed compared(Undisturbed one, Undisturbed other) {
        var difference = LineDifference.between(one.end, other.end);
        if (!difference.isEmpty()) {
            throw Failure.of(
                    change.name() + ": it ends otherwise each time, though nothing disturbs it",
                    new Fact("difference", difference));
        }
        return shorter(one, other);
    }

    /** One that had to try for a lock again has statements that no other run may come to. */
    private static Undisturbed shorter(Undisturbed one, Undisturbed other) {
        return other.statements.size() < one.statements.size() ? other : one;
    }

    private Report apply(DataSource dataSource) {
        var intact = way.apply(Intact.using(dataSource));
        return phase.map(one -> intact.apply(change, one)).orElseGet(() -> intact.apply(change));
    }

    private Plan plan(DataSource dataSource) {
        var intact = way.apply(Intact.using(dataSource));
        return phase.map(one -> intact.plan(change, one)).orElseGet(() -> intact.plan(change));
    }

    /** A run that dies, and the one that finishes it. */
    private final class Death {
        private final CrashPoints.Point point;
        private final Undisturbed undisturbed;

        Death(CrashPoints.Point point, Undisturbed undisturbed) {
            this.point = point;
            this.undisturbed = undisturbed;
        }

        /** Thrown on another thread, it would come here without its words. */
        Optional<AssertionError> failure(Database from, Ends ends) {
            try {
                survive(from, ends);
                return Optional.empty();
            } catch (AssertionError e) {
                return Optional.of(e);
            }
        }

        private void survive(Database from, Ends ends) {
            try (var database = from.copy()) {
                die(Faults.on(database.dataSource()));
                finish(database.dataSource());
                var difference = LineDifference.between(undisturbed.end, ends.of(database));
                if (!difference.isEmpty()) {
                    throw failure(
                            "the end is another one",
                            null,
                            Fact.of("expected", "what has a - before it"),
                            Fact.of("there is", "what has a + before it"),
                            new Fact("difference", difference));
                }
            }
        }

        private void die(Faults faults) {
            int number = point.statement();
            (point.before() ? faults.dieBefore(number) : faults.dieAfter(number)).wholeServer();
            try {
                apply(faults.dataSource());
            } catch (IntactException e) {
                if (!e.code().equals("connection")) {
                    throw failure("it did not say that its connection was lost", e);
                }
            }
            if (!faults.struck()) {
                throw failure("it ended without coming to this statement", null);
            }
        }

        private void finish(DataSource dataSource) {
            try {
                apply(dataSource);
            } catch (IntactException e) {
                throw failure("it could not be applied again", e);
            }
        }

        private AssertionError failure(String headline, @Nullable Throwable cause, Fact... more) {
            var facts = new ArrayList<Fact>();
            facts.add(Fact.of("died", "%s of %d".formatted(point, undisturbed.statements.size())));
            facts.add(Fact.of("statement", undisturbed.statements.get(point.statement() - 1)));
            facts.addAll(List.of(more));
            return Failure.of(change.name() + ": " + headline, facts, cause);
        }
    }
}
