package dev.intact.harness;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something that goes on in a thread of its own: those of a pool could be fewer than those who wait for each other. */
final class BackgroundTurn implements Turn {
    /** Only there so that a test that hangs ends. */
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final FutureTask<Void> running;
    private final Waiting waiting;
    private final Thread thread;

    /** Asks the database whether the one who does it waits. */
    interface Waiting {
        boolean now() throws SQLException;
    }

    BackgroundTurn(Callable<Void> work, Waiting waiting) {
        this.running = new FutureTask<>(work);
        this.waiting = waiting;
        thread = new Thread(running, "interleaved");
        thread.setDaemon(true);
        thread.start();
    }

    boolean isDone() {
        return running.isDone();
    }

    @Override
    public boolean isWaiting() throws SQLException {
        var deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!running.isDone()) {
            if (waiting.now()) {
                return true;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("it neither waits nor ends");
            }
        }
        return false;
    }

    @Override
    public void end() throws Exception {
        try {
            running.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("it did not end within %s s".formatted(DEADLINE.toSeconds()), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Ends what it waits for outside the database. */
    void interrupt() {
        thread.interrupt();
    }

    /** {@return whether it is done, in whichever way, by then} */
    boolean endsWithin(Duration time) {
        try {
            thread.join(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
