package dev.intact.harness;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what happens in another process. The deadline is only there so that a failure ends. */
public final class Await {
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private Await() {}

    public static void until(String what, Callable<Boolean> condition) throws Exception {
        var deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still not so: " + what);
            }
            Thread.sleep(20);
        }
    }
}
