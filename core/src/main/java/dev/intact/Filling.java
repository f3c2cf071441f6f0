package dev.intact;

import dev.intact.Progress.Advance;
import dev.intact.plan.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** A table's rows, gone through part after part, each in a transaction that is short enough for others to wait. */
final class Filling {
    private static final Duration BETWEEN_TELLINGS = Duration.ofSeconds(1);

    private final Run run;
    private final Step.Backfill step;
    private final Pace pace;
    private final long begun = System.nanoTime();
    private long told = begun;
    private long rows;

    Filling(Run run, Step.Backfill step, int batchSize) {
        this.run = run;
        this.step = step;
        this.pace = new Pace(batchSize);
    }

    void through() {
        long parts = run.parts(step);
        run.tell(step, Optional.empty());
        for (long from = 0; from < parts; ) {
            long to = Math.min(parts, from + pace.parts());
            long before = System.nanoTime();
            long changed = fill(from, to);
            rows += changed;
            from = to;
            rest(changed, Duration.ofNanos(System.nanoTime() - before));
            if (System.nanoTime() - told >= BETWEEN_TELLINGS.toNanos()) {
                tell((double) to / parts);
            }
        }
        tell(1);
        run.did(step);
    }

    private long fill(long from, long to) {
        for (int attempt = 1; ; attempt++) {
            try {
                return run.writing(() -> run.session().execute(step, from, to));
            } catch (StepException e) {
                throw new IllegalStateException(e);
            } catch (SQLException e) {
                run.refuseIfViolated(new StepException(step, e));
                run.retryOrFail(e, step, attempt);
            }
        }
    }

    private void rest(long changed, Duration time) {
        try {
            pace.took(changed, time);
        } catch (InterruptedException e) {
            throw run.interrupted("between two batches", step, e);
        }
    }

    private void tell(double share) {
        told = System.nanoTime();
        run.tell(step, Optional.of(new Advance(rows, share, Duration.ofNanos(told - begun))));
    }
}
