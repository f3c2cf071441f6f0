package dev.intact.harness;

import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** One database on the shared server of its version. */
final class PostgresDatabase implements Database {
    private final PostgresServer server;
    private final String name;
    private final AtomicBoolean closed = new AtomicBoolean();

    PostgresDatabase(PostgresServer server, String name) {
        this.server = server;
        this.name = name;
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
        return server.dataSource(name);
    }

    @Override
    public DataSource dataSourceAs(String role) {
        return server.dataSource(role, name);
    }

    @Override
    public Database copy() {
        return server.newDatabase(name);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.dropLater(name);
        }
    }

    @Override
    public String toString() {
        return description();
    }
}
