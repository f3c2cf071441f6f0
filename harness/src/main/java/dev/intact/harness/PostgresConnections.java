package dev.intact.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The driver's data source, which may have one connection ready: to make one takes the server milliseconds. */
@SuppressWarnings("serial") // Nobody writes it to a stream.
final class PostgresConnections extends PGSimpleDataSource {
    private static final Duration A_WHILE = Duration.ofSeconds(1);
    private static final int ANSWERS_WITHIN_SECONDS = 5;

    private final AtomicReference<@Nullable Ready> ready = new AtomicReference<>();

    /** A connection that was made ahead, and when, by {@link System#nanoTime}. */
    private record Ready(Connection connection, long since) {
        /** Somebody's server may end sessions that do nothing. To ask takes as long as a small query. */
        boolean isThere() throws SQLException {
            return System.nanoTime() - since < A_WHILE.toNanos() || connection.isValid(ANSWERS_WITHIN_SECONDS);
        }
    }

    /** @param url names whoever may log in */
    PostgresConnections(String url) {
        setUrl(url);
    }

    /** To another database of the same server. */
    PostgresConnections(String url, String database) {
        this(url);
        setDatabaseName(database);
    }

    static DataSource as(String role, String url, String database) {
        var dataSource = new PostgresConnections(url, database);
        dataSource.setUser(role);
        return dataSource;
    }

    @Override
    public Connection getConnection() throws SQLException {
        var made = ready.getAndSet(null);
        if (made == null) {
            return super.getConnection();
        }
        if (made.isThere()) {
            return made.connection;
        }
        made.connection.close();
        return super.getConnection();
    }

    /** Makes the next connection now. */
    void connectAhead() throws SQLException {
        var connection = super.getConnection();
        try (var statement = connection.createStatement()) {
            // The first query of a session reads much of the system catalog.
            statement.execute("SELECT count(*) FROM pg_class");
        }
        ready.set(new Ready(connection, System.nanoTime()));
    }

    /** Closes the connection that is ready, if there is one. */
    void end() {
        var made = ready.getAndSet(null);
        try {
            if (made != null) {
                made.connection.close();
            }
        } catch (SQLException e) {
            // It is of no use to anybody else.
        }
    }
}
