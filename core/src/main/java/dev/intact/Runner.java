package dev.intact;

import dev.intact.dialect.Session;
import dev.intact.error.IntactException;
import dev.intact.error.TimeoutException;
import dev.intact.operation.Change;
import dev.intact.plan.Mode;
import dev.intact.plan.Plan;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be done with a change on a session: plan it, do it, do what was planned. */
final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Intact.class);

    private final Session session;
    private final Options options;
    private final Change change;
    private final Mode mode;
    private final boolean joined;
    private final Run run;

    Runner(Session session, Options options, Change change, Mode mode, Part part, boolean joined) {
        this.session = session;
        this.options = options;
        this.change = change;
        this.mode = mode;
        this.joined = joined;
        this.run = new Run(session, options, change, mode, part);
    }

    /** Says what would be done. */
    Plan plan() {
        return run.reading(() -> run.plan(Planner.Preflight.ASK));
    }

    /** Plans and does what the change says. */
    Report apply() {
        return told(() -> switch (mode) {
            case ATOMIC -> new AtomicRun(run).of(() -> run.plan(Planner.Preflight.LEAVE_TO_THE_RUN), Plan::stages);
            case ONLINE -> online(plan());
        });
    }

    /** Does what a plan says that was made before, from where the schema is on its way. */
    Report apply(Plan plan) {
        return told(() -> switch (mode) {
            case ATOMIC ->
                new AtomicRun(run)
                        .of(
                                () -> plan,
                                known -> known.stages()
                                        .subList(
                                                new Position(known, run.read()).find(),
                                                known.stages().size()));
            case ONLINE -> online(plan, run.reading(() -> new Position(plan, run.read()).find()));
        });
    }

    /** Says when it begins and ends. A failure's text may hold values of rows: its kind is told alone. */
    private Report told(Supplier<Report> work) {
        LOG.info("{}: begins", change.name());
        try {
            excludeOthers();
            var report = work.get();
            LOG.info(
                    "{}: done, {} steps in {} ms",
                    change.name(),
                    report.executed().size(),
                    report.duration().toMillis());
            return report;
        } catch (RuntimeException e) {
            LOG.info("{}: not done, {}", change.name(), kind(e));
            throw e;
        }
    }

    private static String kind(RuntimeException failure) {
        return failure instanceof IntactException ours
                ? ours.code()
                : failure.getClass().getSimpleName();
    }

    private Report online(Plan fresh) {
        run.refuse(fresh.violations());
        return new OnlineRun(run).of(fresh, 0);
    }

    /** Rows may have been mended since the plan was made, or have come. */
    private Report online(Plan plan, int from) {
        if (from < plan.stages().size()) {
            run.refuse(plan().violations());
        }
        return new OnlineRun(run).of(plan, from);
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
}
