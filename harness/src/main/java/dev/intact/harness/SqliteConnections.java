package dev.intact.harness;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/**
 * The driver's data source, which knows what it has handed out, since memory lasts as long as somebody is connected to it,
 * and may have one connection ready.
 */
final class SqliteConnections extends SQLiteDataSource {
    private static final int BUSY_TIMEOUT_MILLIS = 2000;

    private final List<SQLiteConnection> open = new ArrayList<>();
    private @Nullable SQLiteConnection ready;
    private boolean ended;

    /** @param file a path, or a URI */
    SqliteConnections(String file) {
        // In the URL, so that whoever connects by it alone has the same.
        setUrl("jdbc:sqlite:%s%sforeign_keys=on&busy_timeout=%d"
                .formatted(file, file.contains("?") ? "&" : "?", BUSY_TIMEOUT_MILLIS));
    }

    /** {@return a connection that {@link #end} does not end} */
    SQLiteConnection keeper() throws SQLException {
        return super.getConnection(null, null);
    }

    @Override
    public SQLiteConnection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        var connection = takeReady();
        return connection == null ? connect() : connection;
    }

    private synchronized @Nullable SQLiteConnection takeReady() {
        var connection = ready;
        ready = null;
        return connection;
    }

    /** Makes the next connection now. */
    void connectAhead() throws SQLException {
        var connection = connect();
        try (var statement = connection.createStatement()) {
            // Anything makes it read the schema, which with many tables takes as long as all the rest.
            statement.execute("SELECT 1");
        }
        setReady(connection);
    }

    private synchronized void setReady(SQLiteConnection connection) {
        ready = connection;
    }

    private SQLiteConnection connect() throws SQLException {
        var connection = keeper();
        if (isAdded(connection)) {
            return connection;
        }
        connection.close();
        throw new SQLException("the database is closed: " + getUrl());
    }

    private synchronized boolean isAdded(SQLiteConnection connection) throws SQLException {
        var known = open.iterator();
        while (known.hasNext()) {
            if (known.next().isClosed()) {
                known.remove();
            }
        }
        return !ended && open.add(connection);
    }

    /** Closes all connections, whose transactions are rolled back. */
    synchronized void disconnect() {
        ready = null;
        for (var connection : open) {
            try {
                connection.close();
            } catch (SQLException e) {
                // It is of no use any more, nor in anybody's way.
            }
        }
        open.clear();
    }

    /** Closes all connections, and hands out no more. */
    synchronized void end() {
        ended = true;
        disconnect();
    }
}
