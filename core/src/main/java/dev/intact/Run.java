package dev.intact;

import dev.intact.catalog.Catalog;
import dev.intact.check.Violation;
import dev.intact.check.ViolationsException;
import dev.intact.dialect.Failure;
import dev.intact.dialect.Session;
import dev.intact.dialect.Session.Access;
import dev.intact.error.Fact;
import dev.intact.error.NotVerifiedException;
import dev.intact.error.PlanOutdatedException;
import dev.intact.error.TimeoutException;
import dev.intact.operation.Change;
import dev.intact.plan.Mode;
import dev.intact.plan.Plan;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of one change on one session: how its steps run, and what becomes of those that fail. */
final class Run {
    private static final Logger LOG = LoggerFactory.getLogger(Intact.class);

    private final Session session;
    private final Options options;
    private final Change change;
    private final Mode mode;
    private final Part part;
    private final long started = System.nanoTime();
    private final List<Step> executed = new ArrayList<>();
    private int total;
    private int kept;
    private boolean uncertain;

    Run(Session session, Options options, Change change, Mode mode, Part part) {
        this.session = session;
        this.options = options;
        this.change = change;
        this.mode = mode;
        this.part = part;
    }

    Session session() {
        return session;
    }

    Plan plan(Planner.Preflight preflight) {
        return new Planner(session, change, mode, part, options.maxViolationSamples()).plan(preflight);
    }

    Catalog read() {
        return Reading.of(session, change);
    }

    // ---- steps

    /** Says how many steps there will be. */
    void announce(List<Stage> stages) {
        total = stages.stream().mapToInt(stage -> stage.steps().size()).sum();
    }

    void runSteps(Stage stage) throws StepException, SQLException {
        for (var step : stage.steps()) {
            tell(step, Optional.empty());
            long begun = System.nanoTime();
            run(step, stage);
            executed.add(step);
            LOG.debug(
                    "{}: {} in {} ms: {}",
                    change.name(),
                    step.purpose(),
                    since(begun).toMillis(),
                    step.sql());
        }
    }

    /**
     * Runs steps in a transaction. A foreign key or a trigger that came after the plan may take more along where rows are
     * written, or go with what is dropped. Looked for at the end: by then the stage's own locks keep further ones out, or,
     * where it has none, the next stage finds them.
     *
     * @param known what is known to be there, and planned
     * @return what is there now, and planned
     */
    Effects runHeld(Stage stage, Effects known) throws StepException, SQLException {
        runSteps(stage);
        try {
            var now = Effects.now(stage, session);
            if (!known.include(now)) {
                refuseOthers(now.othersThan(stage.after(), session));
            }
            return now;
        } catch (DataAccessException e) {
            throw SqlFailure.unwrap(e);
        }
    }

    /** {@return what is there before a stage, which is planned} */
    Effects plannedEffects(Stage stage) {
        var now = Effects.now(stage, session);
        refuseOthers(now.othersThan(stage.before(), session));
        return now;
    }

    private void refuseOthers(List<String> effects) {
        if (!effects.isEmpty()) {
            throw new PlanOutdatedException(change.name(), effects, outcome());
        }
    }

    private void run(Step step, Stage stage) throws StepException {
        try {
            if (step instanceof Step.Statement statement) {
                session.execute(statement);
            } else if (step instanceof Step.Backfill backfill) {
                session.execute(backfill, 0, session.parts(backfill.table()), 0, 1);
            } else if (step instanceof Step.Proof proof) {
                prove(proof, stage.before().inPlace());
            }
        } catch (SQLException e) {
            throw new StepException(step, stage.mends(), e);
        } catch (DataAccessException e) {
            throw new StepException(step, stage.mends(), SqlFailure.unwrap(e));
        }
    }

    private void prove(Step.Proof proof, Catalog catalog) {
        var query = session.database().resultQuery(DSL.raw(proof.sql()));
        // Else PostgreSQL's driver takes all that are found before it gives the first.
        try (var rows = query.fetchSize(options.maxViolationSamples()).fetchLazy()) {
            if (!rows.hasNext()) {
                return;
            }
            if (proof.checks().isEmpty()) {
                throw unproved(
                        proof,
                        rows.fetchNext(options.maxViolationSamples()).stream()
                                .map(row -> Arrays.stream(row.intoArray())
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", ")))
                                .toList());
            }
        }
        var violations = proof.checks().stream()
                .flatMap(check -> check.find(session.database(), catalog, options.maxViolationSamples()).stream())
                .toList();
        throw violations.isEmpty()
                ? unproved(proof, List.of("rows that came and went: " + proof.sql()))
                : new ViolationsException(violations, outcome(), null);
    }

    private NotVerifiedException unproved(Step.Proof proof, List<String> found) {
        return new NotVerifiedException(
                "\"%s\" could not prove that %s: %s".formatted(change.name(), proof.purpose(), outcome()), found);
    }

    int done() {
        return executed.size();
    }

    /** Tells of a step that begins, or of how far it has come. */
    void tell(Step step, Optional<Progress.Advance> advance) {
        options.listener().accept(new Progress(change.name(), executed.size() + 1, total, step, advance));
        advance.ifPresent(each -> LOG.info(
                "{}: {}: {} rows, {} %, {} rows a second, about {} s left",
                change.name(),
                step.purpose(),
                each.rows(),
                Math.round(each.share() * 100),
                Math.round(each.rowsPerSecond()),
                each.left().toSeconds()));
    }

    Filling filling(Step.Backfill step) {
        return new Filling(this, step, options.batchSize());
    }

    long parts(Step.Backfill step) {
        return reading(() -> {
            try {
                return session.parts(step.table());
            } catch (SQLException e) {
                throw new DataAccessException("how large the table is", e);
            }
        });
    }

    /** A step was done, outside {@link #runSteps}. */
    void did(Step step) {
        executed.add(step);
    }

    /** What was undone was not done. */
    void forget(int since) {
        executed.subList(since, executed.size()).clear();
    }

    /** What was done so far will not be undone. */
    void keep(int steps) {
        kept += steps;
    }

    // ---- transactions

    /** Something that runs in a transaction. */
    interface Work<T> {
        T run() throws SQLException, StepException;
    }

    <T> T writing(Work<T> work) throws SQLException, StepException {
        return writing(Access.WRITE, work);
    }

    <T> T writing(Access access, Work<T> work) throws SQLException, StepException {
        session.begin(access);
        boolean committed = false;
        try {
            var result = work.run();
            commit();
            committed = true;
            return result;
        } finally {
            if (!committed) {
                rollback();
            }
        }
    }

    /** With the connection gone, nobody answers whether the commit arrived. */
    private void commit() throws SQLException {
        try {
            session.commit();
        } catch (SQLException e) {
            uncertain = session.failure(e) == Failure.CONNECTION;
            throw e;
        }
    }

    /** Steps that are kept as each is done. */
    void withoutTransaction(Stage stage) throws StepException, SQLException {
        try {
            runSteps(stage);
        } catch (StepException e) {
            uncertain = session.failure(e.sql()) == Failure.CONNECTION;
            throw e;
        }
    }

    <T> T reading(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                session.begin(Access.READ);
                try {
                    return work.get();
                } finally {
                    rollback();
                }
            } catch (SQLException e) {
                retryOrFail(e, null, attempt);
            } catch (DataAccessException e) {
                retryOrFail(SqlFailure.unwrap(e), null, attempt);
            }
        }
    }

    /** A connection that cannot roll back is one that the database rolls back by itself. */
    private void rollback() {
        try {
            session.rollback();
        } catch (SQLException e) {
            LOG.debug("{}: rollback failed: {}", change.name(), e.getMessage());
        }
    }

    // ---- failures

    void refuse(List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw new ViolationsException(violations, outcome(), null);
        }
    }

    /** A statement found rows that break a rule, and was undone: now there is time to list them all. */
    void refuseIfViolated(StepException cause) {
        if (session.failure(cause.sql()) != Failure.VIOLATION) {
            return;
        }
        var violations = violations(cause.isMending());
        if (!violations.isEmpty()) {
            throw new ViolationsException(violations, outcome(), cause.sql());
        }
    }

    /** What a plan would refuse now; or, unless it fails to mend it, what has come back since it was mended. */
    private List<Violation> violations(boolean mending) {
        var plan = reading(() -> plan(Planner.Preflight.ASK));
        return plan.violations().isEmpty() && !mending ? plan.resolved() : plan.violations();
    }

    /** A proof stops at the first rule that is broken; once everything is undone, there is time to list them all. */
    ViolationsException withAllViolations(ViolationsException first) {
        forget(0);
        var plan = reading(() -> plan(Planner.Preflight.ASK));
        return plan.violations().isEmpty() ? first : new ViolationsException(plan.violations(), outcome(), first);
    }

    /** {@return whether what failed so is tried again} */
    boolean isTriedAgain(SQLException exception, int attempt) {
        return SqlFailure.isPassing(session.failure(exception)) && attempt < options.lockAttempts();
    }

    void retryOrFail(SQLException exception, @Nullable Step step, int attempt) {
        if (isTriedAgain(exception, attempt)) {
            LOG.debug(
                    "{}: attempt {} of {} failed: {}",
                    change.name(),
                    attempt,
                    options.lockAttempts(),
                    exception.getMessage());
            try {
                Pause.make(attempt);
            } catch (InterruptedException e) {
                throw interrupted("while it waited for another attempt", step, e);
            }
            return;
        }
        var facts = new ArrayList<Fact>();
        facts.add(Fact.of("attempts", attempt + " of " + options.lockAttempts()));
        if (session.failure(exception) == Failure.LOCK_TIMEOUT) {
            facts.addAll(session.blockers(change.scope().allTables()));
        }
        facts.add(Fact.of("outcome", outcome()));
        throw SqlFailure.translate(session, exception, Optional.ofNullable(step), facts);
    }

    /** {@return what is said when the thread was told to end} It still is, for whoever runs it. */
    TimeoutException interrupted(String when, @Nullable Step step, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new TimeoutException(
                "interrupted",
                "the thread was interrupted " + when,
                step == null ? "" : step.sql(),
                List.of(Fact.of("outcome", outcome()), Fact.of("remedy", "apply again: it goes on from there")),
                cause);
    }

    private String outcome() {
        var before = kept == 0
                ? "nothing was changed"
                : "%s done before and left as %s"
                        .formatted(kept == 1 ? "1 step was" : kept + " steps were", kept == 1 ? "it is" : "they are");
        return uncertain
                ? "it is not known whether the last transaction took hold; apply again, which is safe; before it, "
                        + before
                : before;
    }

    // ---- the end

    /** {@return what was read again and found as promised; nothing where nothing was done} */
    List<String> verify(Plan plan, String outcome) {
        return executed.isEmpty() ? List.of() : Verification.of(plan, Reading.of(session, plan), outcome);
    }

    Report report(Plan plan, List<String> verified) {
        return new Report(plan, executed, verified, since(started));
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
