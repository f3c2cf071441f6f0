package dev.intact.sqlite;

import dev.intact.dialect.Failure;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Waiting for the one writer's lock. SQLite itself waits as long as its busy timeout, but not where it sees that waiting
 * is of no use (<a href="https://sqlite.org/c3ref/busy_handler.html">sqlite3_busy_handler</a>), nor for a table that a
 * shared cache has locked: there the statement is tried again.
 */
final class LockWait {
    private static final long PAUSE_MILLIS = 10;

    private final Duration longest;

    LockWait(Duration longest) {
        this.longest = longest;
    }

    /** What may find the database busy. */
    @FunctionalInterface
    interface Action {
        void run() throws SQLException;
    }

    void until(Action succeeds) throws SQLException {
        long begun = System.nanoTime();
        while (true) {
            try {
                succeeds.run();
                return;
            } catch (SQLException e) {
                if (Failures.of(e) != Failure.LOCK_TIMEOUT || isOver(begun)) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private boolean isOver(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun).compareTo(longest) >= 0;
    }

    private static void pause(SQLException reason) throws SQLException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }
}
