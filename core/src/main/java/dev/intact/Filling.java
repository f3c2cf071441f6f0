package dev.intact;

import dev.intact.Progress.Advance;
import dev.intact.plan.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * A table's rows, gone through part after part, in transactions that are short enough for others to wait.
 *
 * <p>In a part of which some rows have moved elsewhere, and nobody reads them there any more, the next ones find room where
 * they are, and no index has to hear of it (<a
 * href="https://www.postgresql.org/docs/current/storage-hot.html">heap-only tuples</a>): so each part is gone through in
 * several turns, which takes two thirds of the time and leaves a table half as much larger. A row that somebody else moves
 * between two turns may have missed its own.
 */
final class Filling {
    private static final Duration BETWEEN_TELLINGS = Duration.ofSeconds(1);
    private static final int TURNS = 4;

    /** So small a table is not worth it. */
    private static final long FEW_PARTS = 64;

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

    void through(boolean inTurns) {
        long parts = run.parts(step);
        int turns = inTurns && parts > FEW_PARTS ? TURNS : 1;
        run.tell(step, Optional.empty());
        for (long from = 0; from < parts; ) {
            long to = Math.min(parts, from + pace.parts());
            fill(from, to, turns);
            from = to;
            if (System.nanoTime() - told >= BETWEEN_TELLINGS.toNanos()) {
                tell((double) to / parts);
            }
        }
        tell(1);
        run.did(step);
    }

    /** The first turn, which moves rows, takes the longest: others are not to wait for it, either. */
    private void fill(long from, long to, int turns) {
        long most = 0;
        var longest = Duration.ZERO;
        for (int turn = 0; turn < turns; turn++) {
            long before = System.nanoTime();
            long changed = fill(from, to, turn, turns);
            var taken = Duration.ofNanos(System.nanoTime() - before);
            rows += changed;
            most = Math.max(most, changed);
            longest = taken.compareTo(longest) > 0 ? taken : longest;
            rest(taken);
        }
        pace.took(most, longest);
    }

    private long fill(long from, long to, int turn, int turns) {
        for (int attempt = 1; ; attempt++) {
            try {
                return run.writing(() -> run.session().execute(step, from, to, turn, turns));
            } catch (StepException e) {
                throw new IllegalStateException(e);
            } catch (SQLException e) {
                run.refuseIfViolated(new StepException(step, false, e));
                run.retryOrFail(e, step, attempt);
            }
        }
    }

    private void rest(Duration taken) {
        try {
            pace.restAfter(taken);
        } catch (InterruptedException e) {
            throw run.interrupted("between two batches", step, e);
        }
    }

    private void tell(double share) {
        told = System.nanoTime();
        run.tell(step, Optional.of(new Advance(rows, share, Duration.ofNanos(told - begun))));
    }
}
