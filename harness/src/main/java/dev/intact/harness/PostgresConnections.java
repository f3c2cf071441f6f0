package dev.intact.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The driver's data source, which may have one connection ready: to make one takes the server milliseconds. */
@SuppressWarnings("serial") // Nobody writes it to a stream.
final class PostgresConnections extends PGSimpleDataSource {
    private final AtomicReference<@Nullable Connection> ready = new AtomicReference<>();

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
        var connection = ready.getAndSet(null);
        return connection == null ? super.getConnection() : connection;
    }

    /** Makes the next connection now. */
    void connectAhead() throws SQLException {
        var connection = super.getConnection();
        try (var statement = connection.createStatement()) {
            // The first query of a session reads much of the system catalog.
            statement.execute("SELECT 1 FROM pg_class LIMIT 1");
        }
        ready.set(connection);
    }

    /** Closes the connection that is ready, if there is one. */
    void end() {
        var connection = ready.getAndSet(null);
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // It is of no use to anybody else.
        }
    }
}
