package dev.intact.harness;

import java.sql.Connection;
import java.sql.SQLException;
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

    /** A statement that waits fails as soon as it need not wait any more. */
    @Override
    public void stop() throws SQLException {
        stopped = true;
        for (var each : handedOut) {
            if (!each.isClosed()) {
                each.unwrap(SQLiteConnection.class).getDatabase().interrupt();
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        for (var each : handedOut) {
            each.close();
        }
        if (last.isPresent()) {
            last.get().awaitEnd();
        }
    }
}
