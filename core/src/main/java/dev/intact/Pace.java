package dev.intact;

import java.time.Duration;

/**
 * How much is done at a time: as much as takes about as long as somebody else can be kept waiting for a row, measured as
 * it goes, and no more rows than a batch may have.
 */
final class Pace {
    private static final Duration GOAL = Duration.ofMillis(40);
    private static final long FIRST_PARTS = 32;
    private static final double MOST_GROWTH = 2;
    private static final double LEAST_GROWTH = 0.25;

    /** How much of a batch's time others have for themselves after it. */
    private static final int REST_SHARE = 10;

    private final int mostRows;
    private long parts = FIRST_PARTS;

    Pace(int mostRows) {
        this.mostRows = mostRows;
    }

    /** {@return how many parts are next} */
    long parts() {
        return parts;
    }

    /** Takes note of the most rows and the longest time of a batch. */
    void took(long rows, Duration time) {
        double byTime = (double) GOAL.toNanos() / Math.max(1, time.toNanos());
        double byRows = rows == 0 ? MOST_GROWTH : (double) mostRows / rows;
        double growth = Math.max(LEAST_GROWTH, Math.min(MOST_GROWTH, Math.min(byTime, byRows)));
        parts = Math.max(1, (long) (parts * growth));
    }

    /** Lets others have a moment. */
    void restAfter(Duration batch) throws InterruptedException {
        Thread.sleep(batch.dividedBy(REST_SHARE).toMillis());
    }
}
