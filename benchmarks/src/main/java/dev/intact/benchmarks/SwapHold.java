package dev.intact.benchmarks;

import dev.intact.Intact;
import dev.intact.Progress;
import dev.intact.harness.TestDatabase;
import dev.intact.harness.TestDatabases;
import dev.intact.plan.Lock;
import dev.intact.plan.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How long the swap at the end of an online collapse keeps everyone out, with ten times the rows and without: somebody who
 * wants to read once both tables are locked, and notes when that is possible.
 *
 * @param size how many rows, at most
 */
record SwapHold(Size size) implements Case {
    private static final int ROUNDS = 3;
    private static final int FEWER = 10;

    @Override
    public String name() {
        return "postgres-swap";
    }

    /** One who reads, from when the lock is held; the step before it was to take it. */
    private static final class Reader {
        private final TestDatabase database;
        private final ExecutorService thread;
        private long begun;
        private boolean locking;
        private List<Future<Double>> waits = new ArrayList<>();

        Reader(TestDatabase database, ExecutorService thread) {
            this.database = database;
            this.thread = thread;
        }

        void told(Progress progress) {
            if (locking) {
                locking = false;
                waits.add(thread.submit(this::read));
            }
            if (progress.step().sql().startsWith("lock table")
                    && progress.step().locks().stream().allMatch(lock -> lock.mode() == Lock.Mode.ACCESS_EXCLUSIVE)) {
                locking = true;
                begun = System.nanoTime();
            }
        }

        private double read() throws Exception {
            database.execute("SELECT 1 FROM workflow LIMIT 1");
            return (System.nanoTime() - begun) / 1e6;
        }

        /** {@return the milliseconds since the last lock, a run that was tried again having several} */
        double last() throws Exception {
            return waits.get(waits.size() - 1).get();
        }
    }

    @Override
    public void run(Figures figures) throws Exception {
        var few = holds(size.rows() / FEWER);
        var many = holds(size.rows());
        figures.heading("the swap of collapse online, %d runs each".formatted(size.rounds(ROUNDS)));
        figures.millis("%,d rows".formatted(size.rows() / FEWER), few);
        figures.millis("%,d rows".formatted(size.rows()), many);
        figures.ratio("ratio", many.ratioTo(few), "target: does not grow with the rows");
    }

    private Spread holds(int rows) throws Exception {
        var thread = Executors.newSingleThreadExecutor();
        try (var database = TestDatabases.postgres()) {
            var workflows = Workflows.create(database, rows);
            var reader = new Reader(database, thread);
            var intact = Intact.using(database.dataSource()).online().onProgress(reader::told);
            var millis = new ArrayList<Double>();
            for (int round = 0; round <= size.rounds(ROUNDS); round++) {
                intact.apply(workflows.change(), Phase.EXPAND);
                intact.apply(workflows.change(), Phase.CONTRACT);
                if (round > 0) {
                    millis.add(reader.last());
                }
                workflows.takeBack();
            }
            return new Spread(millis);
        } finally {
            thread.shutdown();
        }
    }
}
