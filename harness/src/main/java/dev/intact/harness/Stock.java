package dev.intact.harness;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Copies of one database, a few of which are made before they are asked for. */
final class Stock {
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

    Stock(Original original) {
        this.original = original;
    }

    Database take() {
        var copy = ready.poll();
        if (ready.size() < LOW && filling.compareAndSet(false, true)) {
            CLERK.execute(this::fill);
        }
        return copy == null ? original.copy() : copy;
    }

    private void fill() {
        try {
            while (ready.size() < FULL) {
                ready.add(original.copyAhead());
            }
        } catch (RuntimeException e) {
            // Who takes the next one makes it, and is told.
        } finally {
            filling.set(false);
        }
    }
}
