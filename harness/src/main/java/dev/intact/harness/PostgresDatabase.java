package dev.intact.harness;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** One database on a server. */
final class PostgresDatabase implements Original {
    private final PostgresServer server;
    private final String name;
    private final PostgresConnections connections;
    private final OwnSession own;
    private final AtomicBoolean closed = new AtomicBoolean();

    PostgresDatabase(PostgresServer server, String name) {
        this.server = server;
        this.name = name;
        connections = new PostgresConnections(server.url(), name);
        own = new OwnSession(connections);
    }

    @Override
    public Kind kind() {
        return Kind.POSTGRES;
    }

    @Override
    public int majorVersion() {
        return server.majorVersion();
    }

    @Override
    public String description() {
        return "PostgreSQL " + majorVersion();
    }

    @Override
    public DataSource dataSource() {
        return connections;
    }

    @Override
    public DataSource dataSourceAs(String role) {
        return PostgresConnections.as(role, server.url(), name);
    }

    @Override
    public <T> T use(OwnSession.Work<T> work) throws SQLException {
        return own.use(work);
    }

    @Override
    public PostgresDatabase copy() {
        own.endIdle();
        connections.end();
        return server.newDatabase(name);
    }

    /** A first session leaves a file of what it has read of the system catalog, which copies have too. */
    @Override
    public void seal() {
        connectAhead();
        own.end();
        connections.end();
        server.seal(name);
    }

    @Override
    public PostgresDatabase copyAhead() {
        var copy = copy();
        try {
            copy.connectAhead();
            return copy;
        } catch (IllegalStateException e) {
            copy.close();
            throw e;
        }
    }

    private void connectAhead() {
        try {
            connections.connectAhead();
        } catch (SQLException e) {
            throw new IllegalStateException("no connection to " + name + " on " + this + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String keep() {
        closed.set(true);
        own.end();
        connections.end();
        return server.keep(name);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            own.end();
            connections.end();
            server.dropLater(name);
        }
    }

    @Override
    public String toString() {
        return description();
    }
}
