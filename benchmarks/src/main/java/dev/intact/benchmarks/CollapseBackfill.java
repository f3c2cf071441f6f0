package dev.intact.benchmarks;

import dev.intact.Intact;
import dev.intact.Progress;
import dev.intact.benchmarks.Rounds.Rival;
import dev.intact.harness.TestDatabases;
import dev.intact.plan.Phase;
import dev.intact.plan.Step;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How fast the columns of a table fill while others may write: the backfill of a real EXPAND, its triggers in place, beside
 * the pattern of pgroll, which touches the rows so that a trigger fills them.
 *
 * @param name what to choose it by
 * @param full how many rows
 * @param size how much of that
 */
record CollapseBackfill(String name, int full, Size size) implements Case {
    private static final int ROUNDS = 3;
    private static final int MANY_ROWS = 5_000_000;

    @Override
    public boolean isLong() {
        return full >= MANY_ROWS;
    }

    /** From a backfill's begin to that of what comes next: how long the rest of the run takes is left out. */
    private static final class StopWatch {
        private long begun;
        private boolean running;
        private final List<Double> millis = new ArrayList<>();

        void told(Progress progress) {
            boolean backfill = progress.step() instanceof Step.Backfill;
            if (backfill && !running) {
                begun = System.nanoTime();
            } else if (!backfill && running) {
                millis.add((System.nanoTime() - begun) / 1e6);
            }
            running = backfill;
        }

        double last() {
            return millis.get(millis.size() - 1);
        }
    }

    @Override
    public void run(Figures figures) throws Exception {
        try (var database = TestDatabases.postgres().open()) {
            int rows = size.rows(full);
            var workflows = Workflows.create(database, rows);
            var watch = new StopWatch();
            var intact = Intact.using(database.dataSource()).online().onProgress(watch::told);
            var touching = new TouchedRows(database);
            var rivals = List.of(
                    new Rival(
                            "Intact, the backfill of EXPAND",
                            () -> {
                                intact.apply(workflows.change(), Phase.EXPAND);
                                return watch.last();
                            },
                            workflows::createAnew),
                    new Rival("1,000 rows touched at a time, as pgroll does", touching::run, workflows::createAnew));
            long before = usedHeap();
            var millis = Rounds.millis(1, isLong() ? 2 : size.rounds(ROUNDS), rivals);
            long after = usedHeap();
            figures.heading("backfill of %,d rows, %s".formatted(rows, database.description()));
            figures.comparison(rivals, millis, "");
            for (int i = 0; i < rivals.size(); i++) {
                figures.note(String.format(
                        Locale.ROOT,
                        "%s: %,.0f rows a second",
                        rivals.get(i).name(),
                        rows / millis.get(i).median() * 1000));
            }
            figures.ratio(
                    "rows a second, times as many", millis.get(1).ratioTo(millis.get(0)), "target: at least 1, aim 2");
            figures.note("heap in use before and after: %,d and %,d KiB".formatted(before >> 10, after >> 10));
        }
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
