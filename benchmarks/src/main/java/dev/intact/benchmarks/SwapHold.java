package dev.intact.benchmarks;

import dev.intact.Intact;
import dev.intact.Progress;
import dev.intact.harness.Database;
import dev.intact.harness.TestDatabases;
import dev.intact.plan.Lock;
import dev.intact.plan.Phase;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How long the swap at the end of an online change keeps everyone out, with ten times the rows and without: somebody who
 * wants to read once both tables are locked, and notes when that is possible.
 *
 * @param name what to choose it by
 * @param operation what is done
 * @param size how many rows, at most
 * @param maker to what
 * @param table what is read
 * @param target what is aimed at
 */
record SwapHold(String name, String operation, Size size, Subject.Maker maker, String table, String target)
        implements Case {
    private static final int ROUNDS = 3;
    private static final int FEWER = 10;

    static SwapHold ofCollapse(Size size) {
        return new SwapHold(
                "postgres-swap", "collapse", size, Workflows::create, "workflow", "does not grow with the rows");
    }

    static SwapHold ofRekey(Size size) {
        return new SwapHold("swap-rekey", "rekey", size, Registry::create, "result", "at most 2");
    }

    /**
     * One who reads, from when the lock is held; the step before it was to take it. What is read is no row: the table begins
     * with all those versions of rows that the backfill has left behind.
     */
    private static final class Reader {
        private final Connection connection;
        private final String table;
        private final ExecutorService thread;
        private long begun;
        private boolean locking;
        private List<Future<Double>> waits = new ArrayList<>();

        Reader(Connection connection, String table, ExecutorService thread) {
            this.connection = connection;
            this.table = table;
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
            Database.rows(connection, "SELECT 1 FROM %s LIMIT 0".formatted(table));
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
        figures.heading("the swap of %s online, %d runs each".formatted(operation, size.rounds(ROUNDS)));
        figures.millis("%,d rows".formatted(size.rows() / FEWER), few);
        figures.millis("%,d rows".formatted(size.rows()), many);
        figures.ratio("ratio", many.ratioTo(few), "target: " + target);
    }

    private Spread holds(int rows) throws Exception {
        var thread = Executors.newSingleThreadExecutor();
        try (var database = TestDatabases.postgres().open();
                var connection = database.connect()) {
            var subject = maker.create(database, rows);
            var reader = new Reader(connection, table, thread);
            var intact = Intact.using(database.dataSource()).online().onProgress(reader::told);
            var millis = new ArrayList<Double>();
            for (int round = 0; round <= size.rounds(ROUNDS); round++) {
                intact.apply(subject.change(), Phase.EXPAND);
                intact.apply(subject.change(), Phase.CONTRACT);
                if (round > 0) {
                    millis.add(reader.last());
                }
                subject.takeBack();
            }
            return new Spread(millis);
        } finally {
            thread.shutdown();
        }
    }
}
