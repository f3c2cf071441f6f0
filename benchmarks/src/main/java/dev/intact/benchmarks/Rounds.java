package dev.intact.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Rivals in turn, A B A B: what slows the machine for a while slows all of them. */
final class Rounds {
    private static final double NANOS_PER_MILLI = 1e6;

    private Rounds() {}

    /**
     * One of those compared.
     *
     * @param name what to print
     * @param work what is timed
     * @param tidyUp brings back the state that the next one starts from; not timed
     */
    record Rival(String name, Timed work, Task tidyUp) {
        Rival(String name, Task work, Task tidyUp) {
            this(name, Timed.from(work), tidyUp);
        }
    }

    /** Work that knows how long it took, or the part of it that counts. */
    @FunctionalInterface
    interface Timed {
        /** {@return the milliseconds} */
        double run() throws Exception;

        private static Timed from(Task task) {
            return () -> {
                long begun = System.nanoTime();
                task.run();
                return (System.nanoTime() - begun) / NANOS_PER_MILLI;
            };
        }
    }

    /** {@return the milliseconds of each rival, in the order given} */
    static List<Spread> millis(int warmUps, int rounds, List<Rival> rivals) throws Exception {
        for (int i = 0; i < warmUps; i++) {
            for (var rival : rivals) {
                once(rival);
            }
        }
        var millis = rivals.stream().map(rival -> new ArrayList<Double>()).toList();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < rivals.size(); i++) {
                millis.get(i).add(once(rivals.get(i)));
            }
        }
        return millis.stream().map(Spread::new).toList();
    }

    private static double once(Rival rival) throws Exception {
        double millis = rival.work().run();
        rival.tidyUp().run();
        return millis;
    }
}
