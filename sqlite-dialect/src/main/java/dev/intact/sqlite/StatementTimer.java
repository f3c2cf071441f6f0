package dev.intact.sqlite;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;

/**
 * Cancels statements that run longer than they may. Not by {@link Statement#setQueryTimeout}: SQLite's driver takes that
 * for how long to wait for a lock.
 */
final class StatementTimer implements AutoCloseable {
    private static final String WATCH = "dev.intact.sqlite.watch";

    private final Duration limit;
    private final Optional<ScheduledExecutorService> clock;

    /** A timer of that limit, zero for none. */
    StatementTimer(Duration limit) {
        this.limit = limit;
        this.clock = limit.isZero() ? Optional.empty() : Optional.of(newClock());
    }

    private static ScheduledExecutorService newClock() {
        var clock = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "intact-statement-timeout");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    /** What a statement does. */
    @FunctionalInterface
    interface Work {
        boolean run() throws SQLException;
    }

    /** Lets a statement do something, within its time. */
    void within(Statement statement, Work work) throws SQLException {
        var watch = watch(statement);
        try {
            work.run();
        } finally {
            watch.close();
        }
    }

    private Watch watch(Statement statement) {
        var watch = new Watch(statement);
        clock.ifPresent(each ->
                watch.alarm = Optional.of(each.schedule(watch::cancel, limit.toMillis(), TimeUnit.MILLISECONDS)));
        return watch;
    }

    /** {@return what watches jOOQ's statements, up to the last row: SQLite computes a row when it is asked for} */
    ExecuteListener listener() {
        return ExecuteListener.onExecuteStart(this::begin).onEnd(StatementTimer::end);
    }

    private void begin(ExecuteContext context) {
        var statement = context.statement();
        if (statement != null) {
            context.data(WATCH, watch(statement));
        }
    }

    private static void end(ExecuteContext context) {
        if (context.data(WATCH) instanceof Watch watch) {
            watch.close();
        }
    }

    @Override
    public void close() {
        clock.ifPresent(ScheduledExecutorService::shutdownNow);
    }

    /** The time of one statement. */
    private static final class Watch {
        private final Statement statement;
        private Optional<Future<?>> alarm = Optional.empty();
        private boolean over;

        private Watch(Statement statement) {
            this.statement = statement;
        }

        /** Never after the statement: SQLite would interrupt whatever runs by then. */
        private synchronized void cancel() {
            if (over) {
                return;
            }
            try {
                statement.cancel();
            } catch (SQLException e) {
                // The statement goes on, and its end will tell what is wrong with the connection.
                over = true;
            }
        }

        synchronized void close() {
            over = true;
            alarm.ifPresent(each -> each.cancel(false));
        }
    }
}
