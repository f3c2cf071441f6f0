package dev.intact;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The pauses between attempts: growing, so that a queue can drain, and jittered, so that two runs do not keep step. */
final class Pause {
    private static final long FIRST_MILLIS = 20;
    private static final long LONGEST_MILLIS = 2_000;
    private static final int DOUBLINGS = 7;

    private Pause() {}

    static Duration after(int attempt) {
        long whole = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(attempt, DOUBLINGS));
        return Duration.ofMillis(whole / 2 + ThreadLocalRandom.current().nextLong(whole / 2 + 1));
    }

    static void make(int attempt) throws InterruptedException {
        Thread.sleep(after(attempt).toMillis());
    }
}
