package dev.intact.benchmarks;

import dev.intact.benchmarks.Subject.OwnRows;
import dev.intact.harness.Database;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * A writer at full speed on a connection of its own: inserts a row, updates it, inserts the next, each in a transaction
 * of its own. It starts anew for each task, and touches no row but its own.
 */
final class Writer {
    private static final int MOST_WRITES = 2_000_000;
    private static final int RUN_IN_MILLIS = 300;

    private final Database database;
    private final OwnRows rows;
    private final long[] begun = new long[MOST_WRITES];
    private final long[] ended = new long[MOST_WRITES];
    private int count;
    private volatile boolean stopped;

    private Writer(Database database, OwnRows rows) {
        this.database = database;
        this.rows = rows;
    }

    /**
     * {@return how long each write took that was under way at any time while the task ran} So a task of a few hundred
     * milliseconds is not judged by the quiet around it, and a write that waits until its end is counted.
     */
    static Latencies during(Task task, Database database, OwnRows rows) throws Exception {
        var writer = new Writer(database, rows);
        var thread = Executors.newSingleThreadExecutor();
        try {
            var writing = thread.submit(() -> {
                writer.write();
                return null;
            });
            Thread.sleep(RUN_IN_MILLIS);
            long from = System.nanoTime();
            task.run();
            long to = System.nanoTime();
            writer.stopped = true;
            writing.get();
            return writer.between(from, to);
        } finally {
            writer.stopped = true;
            thread.shutdown();
        }
    }

    private void write() throws Exception {
        try (var connection = database.connect();
                var insert = connection.prepareStatement(rows.insert());
                var update = connection.prepareStatement(rows.update())) {
            while (!stopped && count < MOST_WRITES) {
                var statement = count % 2 == 0 ? insert : update;
                statement.setInt(1, rows.firstId() + count / 2);
                begun[count] = System.nanoTime();
                statement.executeUpdate();
                ended[count] = System.nanoTime();
                count++;
            }
        }
    }

    private Latencies between(long from, long to) {
        return new Latencies(IntStream.range(0, count)
                .filter(i -> ended[i] - from > 0 && to - begun[i] > 0)
                .mapToLong(i -> ended[i] - begun[i])
                .toArray());
    }
}
