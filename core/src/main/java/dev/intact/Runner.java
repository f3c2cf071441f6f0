package dev.intact;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Difference;
import dev.intact.check.DataCheck;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of one change on one session. */
final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Intact.class);

    private final Session session;
    private final Options options;
    private final Change change;
    private final Mode mode;
    private final boolean joined;
    private final long started = System.nanoTime();
    private final List<Step> executed = new ArrayList<>();
    private int total;

    Runner(Session session, Options options, Change change, Mode mode, boolean joined) {
        this.session = session;
        this.options = options;
        this.change = change;
        this.mode = mode;
        this.joined = joined;
    }

    /** Plans and does what the change says. */
    Report apply() {
        LOG.info("{}: begins", change.name());
        excludeOthers();
        var report = switch (mode) {
            case ATOMIC -> atomically(() -> planner().plan(Planner.Preflight.LEAVE_TO_THE_RUN), Plan::stages);
            case ONLINE -> online(inTransaction(() -> planner().plan(Planner.Preflight.ASK)), 0);
        };
        return logged(report);
    }

    /** Does what a plan says that was made before, from where the schema is on its way. */
    Report apply(Plan plan) {
        LOG.info("{}: begins, as planned", change.name());
        excludeOthers();
        var report = switch (mode) {
            case ATOMIC -> atomically(() -> plan, this::remaining);
            case ONLINE -> online(plan, inTransaction(() -> position(plan)));
        };
        return logged(report);
    }

    private Report logged(Report report) {
        LOG.info(
                "{}: done, {} steps in {} ms",
                change.name(),
                executed.size(),
                report.duration().toMillis());
        return report;
    }

    /** Says what would be done. */
    Plan plan() {
        return inTransaction(() -> planner().plan(Planner.Preflight.ASK));
    }

    private Planner planner() {
        return new Planner(session, change, mode, options.maxViolationSamples());
    }

    /**
     * Waits for another change as long as that takes: an index on a large table takes its time, and an instance that
     * dies frees the lock. In a transaction of the caller's, which the other may be waiting for in turn, not so.
     */
    private void excludeOthers() {
        for (int attempt = 1; ; attempt++) {
            try {
                session.exclude();
                return;
            } catch (TimeoutException e) {
                if (Thread.currentThread().isInterrupted() || (joined && attempt >= options.lockAttempts())) {
                    throw e;
                }
                LOG.info("{}: waits for another change: {}", change.name(), e.facts());
            } catch (SQLException e) {
                throw SqlFailure.translate(session, e, Optional.empty(), List.of());
            }
        }
    }

    // ---- all in one transaction

    private Report atomically(Supplier<Plan> planning, Function<Plan, List<Stage>> what) {
        for (int attempt = 1; ; attempt++) {
            executed.clear();
            try {
                return inOneTransaction(planning, what);
            } catch (StepException e) {
                if (session.failure(e.sql()) == Failure.VIOLATION) {
                    refuseViolations(e);
                }
                retryOrFail(e.sql(), e.step(), attempt);
            } catch (SQLException e) {
                retryOrFail(e, null, attempt);
            } catch (DataAccessException e) {
                retryOrFail(SqlFailure.unwrap(e), null, attempt);
            }
        }
    }

    private Report inOneTransaction(Supplier<Plan> planning, Function<Plan, List<Stage>> what)
            throws SQLException, StepException {
        session.begin(Access.WRITE);
        boolean committed = false;
        try {
            var plan = planning.get();
            refuse(plan);
            var stages = what.apply(plan);
            total = steps(stages);
            for (var stage : stages) {
                runSteps(stage);
            }
            var verified = executed.isEmpty()
                    ? List.<String>of()
                    : Verification.of(plan, session.read(change.scope()), "all of it was undone");
            session.commit();
            committed = true;
            return report(plan, verified);
        } finally {
            if (!committed) {
                rollback();
            }
        }
    }

    private List<Stage> remaining(Plan plan) {
        return plan.stages().subList(position(plan), plan.stages().size());
    }

    /** The build of a constraint found rows that break it: everything is undone, so now there is time to list them all. */
    private void refuseViolations(StepException cause) {
        var violations =
                inTransaction(() -> planner().plan(Planner.Preflight.ASK)).violations();
        if (!violations.isEmpty()) {
            throw new ViolationsException(violations, outcome(), cause.sql());
        }
    }

    // ---- in short transactions

    private Report online(Plan plan, int from) {
        refuse(plan);
        var stages = plan.stages().subList(from, plan.stages().size());
        total = steps(stages);
        for (var stage : stages) {
            run(stage);
        }
        var verified = executed.isEmpty()
                ? List.<String>of()
                : inTransaction(() ->
                        Verification.of(plan, session.read(change.scope()), "what was done so far is left as it is"));
        return report(plan, verified);
    }

    private void run(Stage stage) {
        int done = executed.size();
        do {
            undoCount(done);
            runOnce(stage);
        } while (stage.until()
                .filter(rule -> inTransaction(() -> isBroken(rule, stage.before())))
                .isPresent());
    }

    private boolean isBroken(DataCheck rule, Catalog catalog) {
        return session.database().fetchExists(rule.violations(catalog));
    }

    private void runOnce(Stage stage) {
        for (int attempt = 1; ; attempt++) {
            int done = executed.size();
            try {
                if (stage.transactional()) {
                    runInTransaction(stage);
                } else {
                    runSteps(stage);
                }
                return;
            } catch (StepException e) {
                undoCount(done);
                clearLeftovers(stage, e.sql());
                if (session.failure(e.sql()) == Failure.VIOLATION) {
                    refuseViolations(e);
                }
                retryOrFail(e.sql(), e.step(), attempt);
            } catch (SQLException e) {
                undoCount(done);
                retryOrFail(e, null, attempt);
            }
        }
    }

    private void runInTransaction(Stage stage) throws SQLException, StepException {
        session.begin(Access.WRITE);
        boolean committed = false;
        try {
            runSteps(stage);
            session.commit();
            committed = true;
        } finally {
            if (!committed) {
                rollback();
            }
        }
    }

    private void undoCount(int done) {
        executed.subList(done, executed.size()).clear();
    }

    /** A build outside a transaction that fails leaves a part of itself; nothing else will clear it away. */
    private void clearLeftovers(Stage stage, SQLException cause) {
        if (stage.transactional() || session.failure(cause) == Failure.CONNECTION) {
            return;
        }
        var now = inTransaction(() -> session.read(change.scope()));
        for (var step : session.leftovers(stage.before(), now)) {
            if (step instanceof Step.Statement statement) {
                try {
                    session.execute(statement);
                } catch (SQLException e) {
                    cause.addSuppressed(e);
                }
            }
        }
    }

    // ---- both

    private void refuse(Plan plan) {
        if (!plan.violations().isEmpty()) {
            throw new ViolationsException(plan.violations(), outcome(), null);
        }
    }

    private String outcome() {
        return executed.isEmpty() || mode == Mode.ATOMIC
                ? "nothing was changed"
                : "%d steps were done before and are left as they are".formatted(executed.size());
    }

    private void runSteps(Stage stage) throws StepException {
        for (var step : stage.steps()) {
            options.listener().accept(new Progress(change.name(), executed.size() + 1, total, step));
            long begun = System.nanoTime();
            run(step, stage.before());
            executed.add(step);
            LOG.debug("{}: {} in {} ms: {}", change.name(), step.purpose(), millisSince(begun), step.sql());
        }
    }

    private void run(Step step, Catalog catalog) throws StepException {
        try {
            if (step instanceof Step.Statement statement) {
                session.execute(statement);
            } else if (step instanceof Step.Proof proof) {
                prove(proof, catalog);
            }
        } catch (SQLException e) {
            throw new StepException(step, e);
        } catch (DataAccessException e) {
            throw new StepException(step, SqlFailure.unwrap(e));
        }
    }

    private void prove(Step.Proof proof, Catalog catalog) {
        try (var rows = session.database().resultQuery(DSL.raw(proof.sql())).fetchLazy()) {
            if (!rows.hasNext()) {
                return;
            }
        }
        var violation = proof.check().find(session.database(), catalog, options.maxViolationSamples());
        if (violation.isEmpty()) {
            throw new NotVerifiedException(
                    "\"%s\" could not prove that %s: %s".formatted(change.name(), proof.purpose(), outcome()),
                    List.of("rows that came and went: " + proof.sql()));
        }
        throw new ViolationsException(List.of(violation.get()), outcome(), null);
    }

    private void retryOrFail(SQLException exception, @Nullable Step step, int attempt) {
        if (SqlFailure.isPassing(session.failure(exception)) && attempt < options.lockAttempts()) {
            LOG.debug(
                    "{}: attempt {} of {} failed: {}",
                    change.name(),
                    attempt,
                    options.lockAttempts(),
                    exception.getMessage());
            Pause.make(attempt, step == null ? "" : step.sql());
            return;
        }
        var facts = new ArrayList<Fact>();
        facts.add(Fact.of("attempts", attempt + " of " + options.lockAttempts()));
        if (session.failure(exception) == Failure.LOCK_TIMEOUT) {
            facts.addAll(session.blockers(change.scope().tables()));
        }
        facts.add(Fact.of("outcome", outcome()));
        throw SqlFailure.translate(session, exception, Optional.ofNullable(step), facts);
    }

    private <T> T inTransaction(Supplier<T> reading) {
        for (int attempt = 1; ; attempt++) {
            try {
                session.begin(Access.READ);
                try {
                    return reading.get();
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

    /** The number of the first stage that is yet to run. */
    private int position(Plan plan) {
        var now = session.read(change.scope());
        var nearest = List.<Difference>of();
        for (int i = 0; i < plan.catalogs().size(); i++) {
            var differences = Difference.betweenShapes(plan.catalogs().get(i), now, plan.touched());
            if (differences.isEmpty()) {
                return i;
            }
            nearest = nearest.isEmpty() || differences.size() < nearest.size() ? differences : nearest;
        }
        throw new PlanOutdatedException(
                change.name(), nearest.stream().map(Difference::toString).toList());
    }

    private Report report(Plan plan, List<String> verified) {
        return new Report(plan, executed, verified, Duration.ofNanos(System.nanoTime() - started));
    }

    private static int steps(List<Stage> stages) {
        return stages.stream().mapToInt(stage -> stage.steps().size()).sum();
    }

    private static long millisSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
    }
}
