package dev.intact.benchmarks;

import java.util.Arrays;
import java.util.Collection;

/** How long each of many writes took. */
final class Latencies {
    private static final double NANOS_PER_MILLI = 1e6;

    private final long[] sortedNanos;

    Latencies(long[] nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("no write in all that time");
        }
        sortedNanos = nanos.clone();
        Arrays.sort(sortedNanos);
    }

    static Latencies together(Collection<Latencies> runs) {
        return new Latencies(runs.stream()
                .flatMapToLong(run -> Arrays.stream(run.sortedNanos))
                .toArray());
    }

    int count() {
        return sortedNanos.length;
    }

    /** {@return the milliseconds that all but one in a thousand stay within} */
    double p999() {
        return sortedNanos[(int) Math.ceil(sortedNanos.length * 0.999) - 1] / NANOS_PER_MILLI;
    }

    double longest() {
        return sortedNanos[sortedNanos.length - 1] / NANOS_PER_MILLI;
    }
}
