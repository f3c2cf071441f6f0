package dev.intact.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.sqlite.SQLiteConnection;

/**
 * A session on SQLite, which waits by trying again and again. So it is not let wait: a statement that would is refused <a
 * href="https://sqlite.org/rescode.html#busy">at once</a>, having done nothing, and is run again when it goes on.
 */
final class SqliteSitting implements Sitting {
    private static final int BUSY = 5;
    private static final int PRIMARY_CODE = 0xff;
    private static final Duration A_MOMENT = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Database database;
    private final Connection connection;

    /** Those of work of its own. */
    private final Set<Connection> handedOut = ConcurrentHashMap.newKeySet();

    private Optional<BackgroundTurn> last = Optional.empty();
    private volatile boolean stopped;

    SqliteSitting(Database database) throws SQLException {
        this.database = database;
        this.connection = database.connect();
        execute("pragma busy_timeout = 0");
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public Turn begin(String sql) {
        try {
            execute(sql);
            return new Done();
        } catch (SQLException e) {
            return isWaiting(e) ? new Refused(sql) : new Failed(e);
        }
    }

    /** One whose snapshot is old is refused for good: waiting would change nothing. The driver says so in words alone. */
    private static boolean isWaiting(SQLException refusal) {
        return (refusal.getErrorCode() & PRIMARY_CODE) == BUSY
                && !String.valueOf(refusal.getMessage()).contains("SQLITE_BUSY_SNAPSHOT");
    }

    @Override
    public Turn begin(InterleavedSession.Work work) {
        var dataSource = new ForwardingDataSource(database.dataSource()) {
            @Override
            Connection handOut(Connection opened) throws SQLException {
                handedOut.add(opened);
                if (stopped) {
                    opened.close();
                    throw new SQLException("its session has ended");
                }
                return opened;
            }
        };
        var turn = new BackgroundTurn(
                () -> {
                    work.on(dataSource);
                    return null;
                },
                () -> {
                    throw new UnsupportedOperationException(
                            "SQLite does not tell who waits: begin a statement instead");
                });
        last = Optional.of(turn);
        return turn;
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static final class Done implements Turn {
        @Override
        public boolean isWaiting() {
            return false;
        }

        @Override
        public void end() {}
    }

    private final class Refused implements Turn {
        private final String sql;

        Refused(String sql) {
            this.sql = sql;
        }

        @Override
        public boolean isWaiting() {
            return true;
        }

        @Override
        public void end() throws SQLException {
            execute(sql);
        }
    }

    private static final class Failed implements Turn {
        private final SQLException failure;

        Failed(SQLException failure) {
            this.failure = failure;
        }

        @Override
        public boolean isWaiting() {
            return false;
        }

        @Override
        public void end() throws SQLException {
            throw failure;
        }
    }

    @Override
    public boolean isBusy() {
        return last.filter(turn -> !turn.isDone()).isPresent();
    }

    /** Its connections are not closed by somebody else in the middle of a statement: that would wait for its end. */
    @Override
    public void stop() {
        stopped = true;
        if (isBusy()) {
            interrupt();
        }
    }

    /** A statement that waits for a lock looks for interrupts only once it has it. */
    private void interrupt() {
        last.ifPresent(BackgroundTurn::interrupt);
        for (var each : handedOut) {
            try {
                each.unwrap(SQLiteConnection.class).getDatabase().interrupt();
            } catch (SQLException e) {
                // It is closed by now.
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        if (last.isPresent()) {
            awaitEnd(last.get());
        }
        for (var each : handedOut) {
            each.close();
        }
    }

    private void awaitEnd(BackgroundTurn turn) throws SQLException {
        long begin = System.nanoTime();
        while (!turn.endsWithin(A_MOMENT)) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new SQLException("what it has begun does not end within %s s".formatted(PATIENCE.toSeconds()));
            }
            interrupt();
        }
    }
}
