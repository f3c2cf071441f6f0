package dev.intact.harness;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Copies of one database, a few of which are made before they are asked for, once more than one is. */
final class Stock implements AutoCloseable {
    private static final int FULL = 4;
    private static final int LOW = 2;

    private static final ExecutorService CLERK = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "intact-database-stock");
        thread.setDaemon(true);
        return thread;
    });

    private final Original original;
    private final Queue<Database> ready = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean filling = new AtomicBoolean();
    private volatile boolean asked;
    private volatile boolean closed;

    Stock(Original original) {
        this.original = original;
    }

    Database take() {
        var copy = ready.poll();
        if (asked && ready.size() < LOW && filling.compareAndSet(false, true)) {
            CLERK.execute(this::fill);
        }
        asked = true;
        return copy == null ? original.copy() : copy;
    }

    private void fill() {
        try {
            while (!closed && ready.size() < FULL) {
                ready.add(original.copyAhead());
            }
        } catch (RuntimeException e) {
            // Who takes the next one makes it, and is told.
        } finally {
            filling.set(false);
            if (closed) {
                clear();
            }
        }
    }

    /** Nobody takes one any more. What is being made meanwhile is closed by who makes it. */
    @Override
    public void close() {
        closed = true;
        clear();
        original.close();
    }

    private void clear() {
        for (var copy = ready.poll(); copy != null; copy = ready.poll()) {
            copy.close();
        }
    }
}
