package dev.intact;

import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.dialect.Failure;
import dev.intact.error.IntactException;
import dev.intact.error.NotVerifiedException;
import dev.intact.plan.Plan;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** A run in short transactions, each tried again for itself. */
final class OnlineRun {
    /** Writers may make as many rows equal as a batch moves, but not for long. */
    private static final int MOST_IDLE_BATCHES = 20;

    /** Many batches. */
    private static final int MANY = 100_000;

    private final Run run;

    /** What was there as the last stage ended, if it was looked at. */
    private Optional<Effects> effects = Optional.empty();

    OnlineRun(Run run) {
        this.run = run;
    }

    /** Runs a plan from that stage on. */
    Report of(Plan plan, int from) {
        var stages = plan.stages().subList(from, plan.stages().size());
        run.announce(stages);
        stages.forEach(this::repeat);
        return run.report(plan, run.reading(() -> run.verify(plan, "what was done so far is left as it is")));
    }

    private void repeat(Stage stage) {
        int done = run.done();
        int left = Integer.MAX_VALUE;
        int inAll = Integer.MAX_VALUE;
        for (int idle = 0; idle < MOST_IDLE_BATCHES; ) {
            run.forget(done);
            tryUntilDone(stage, left == Integer.MAX_VALUE && stage.until().isPresent());
            int before = left;
            left = stage.until().map(rule -> broken(rule, stage, MANY)).orElse(0);
            if (left == 0) {
                return;
            }
            idle = left < before ? 0 : idle + 1;
            if (left == MANY && idle == MOST_IDLE_BATCHES) {
                int beforeInAll = inAll;
                inAll = stage.until()
                        .map(rule -> broken(rule, stage, Integer.MAX_VALUE))
                        .orElse(0);
                idle = inAll < beforeInAll ? 0 : idle;
            }
        }
        throw new NotVerifiedException(
                "%d batches in a row have changed nothing".formatted(MOST_IDLE_BATCHES),
                List.of("a trigger may keep rows from being changed; %s are still as they were"
                        .formatted(left == MANY ? inAll : left)));
    }

    /** Up to so many: as long as there are many, to go through them all after each batch would take longer than the batch. */
    private int broken(DataCheck rule, Stage stage, int most) {
        var rows = rule.violations(stage.before().inPlace()).asTable("broken");
        return run.reading(() -> run.session()
                .database()
                .fetchCount(DSL.select(DSL.one()).from(rows).limit(most)));
    }

    /** @param inTurns whether rows may be left, since they are looked for again */
    private void tryUntilDone(Stage stage, boolean inTurns) {
        try {
            attemptUntilDone(stage, inTurns);
        } catch (IntactException e) {
            if (stage.transactional()) {
                clearAfter(stage, e);
            }
            throw e;
        }
    }

    private void attemptUntilDone(Stage stage, boolean inTurns) {
        if (stage.steps().get(0) instanceof Step.Backfill backfill) {
            effects = Optional.empty();
            run.filling(backfill).through(inTurns);
            run.keep(1);
            return;
        }
        for (int attempt = 1; ; attempt++) {
            int done = run.done();
            try {
                runOnce(stage);
                return;
            } catch (StepException e) {
                run.forget(done);
                clearLeftovers(stage, e.sql(), run.isTriedAgain(e.sql(), attempt));
                run.refuseIfViolated(e);
                run.retryOrFail(e.sql(), e.step(), attempt);
            } catch (SQLException e) {
                run.forget(done);
                run.retryOrFail(e, null, attempt);
            }
        }
    }

    private void runOnce(Stage stage) throws SQLException, StepException {
        var known = knownEffects(stage);
        // An attempt that fails may have waited for long.
        effects = Optional.empty();
        if (!stage.transactional()) {
            run.withoutTransaction(stage);
        } else {
            effects = run.writing(() -> inTransaction(stage, known));
        }
        run.keep(stage.steps().size());
    }

    private Optional<Effects> inTransaction(Stage stage, Effects known) throws SQLException, StepException {
        if (stage.writesOrDrops()) {
            return Optional.of(run.runHeld(stage, known));
        }
        run.runSteps(stage);
        return Optional.empty();
    }

    /**
     * To read the schema takes ten times as long as the steps, and everyone would wait for it: so it is read before. Where
     * the stage before has only just looked at the same tables, nothing is read at all: what is written to their rows
     * meanwhile is more to look at for this one.
     */
    private Effects knownEffects(Stage stage) {
        if (!stage.transactional() || stage.moves().isEmpty()) {
            return Effects.unknown(stage);
        }
        return effects.filter(known -> stage.writesOrDrops() && known.areOf(stage))
                .orElseGet(() -> run.reading(() -> run.plannedEffects(stage)));
    }

    /**
     * A build outside a transaction that fails leaves a part of itself; nothing else will clear it away. What others are
     * building on neighbouring tables is theirs.
     */
    private void clearLeftovers(Stage stage, SQLException cause, boolean again) {
        if (stage.transactional() || run.session().failure(cause) == Failure.CONNECTION) {
            return;
        }
        run.session().unhurried(() -> clear(stage, again, cause));
    }

    /** What the stages before it have made for this one alone. */
    private void clearAfter(Stage stage, IntactException failed) {
        try {
            run.session().unhurried(() -> clear(stage, false, failed));
        } catch (IntactException | DataAccessException further) {
            failed.addSuppressed(further);
        }
    }

    private void clear(Stage stage, boolean again, Throwable cause) {
        var touched = new HashSet<TableName>();
        stage.operation()
                .scope()
                .allTables()
                .forEach(table -> touched.addAll(stage.before().withPartitions(table)));
        var now = run.reading(run::read).restrictedTo(touched);
        for (var step : run.session().leftovers(stage.before(), now, again)) {
            if (step instanceof Step.Statement statement) {
                try {
                    run.session().execute(statement);
                } catch (SQLException e) {
                    cause.addSuppressed(e);
                }
            }
        }
    }
}
