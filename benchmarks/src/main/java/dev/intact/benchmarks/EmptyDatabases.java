package dev.intact.benchmarks;

import dev.intact.harness.Database;
import dev.intact.harness.DatabaseSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;

/** Empty databases, each made as it is asked for, which is what somebody without the harness has to begin with. */
abstract class EmptyDatabases implements AutoCloseable {
    /** {@return a first connection to the next one} */
    abstract Connection next() throws SQLException;

    /** Drops it, with its connections. */
    abstract void drop() throws SQLException;

    @Override
    public void close() throws SQLException {}

    static EmptyDatabases onSqlite(DatabaseSource source) {
        return new EmptyDatabases() {
            private Optional<Database> last = Optional.empty();

            @Override
            Connection next() throws SQLException {
                var database = source.open();
                last = Optional.of(database);
                return database.connect();
            }

            @Override
            void drop() {
                last.ifPresent(Database::close);
            }
        };
    }

    /** As quickly as the server can: by one of its own sessions that is there already, and without a log of every page. */
    static EmptyDatabases onPostgres(DatabaseSource source) throws SQLException {
        var there = source.open();
        var session = there.connect();
        var url = there.url().replaceFirst("/[^/?]*\\?", "/made_by_hand?");
        return new EmptyDatabases() {
            @Override
            Connection next() throws SQLException {
                run("create database made_by_hand template template0 strategy file_copy");
                return DriverManager.getConnection(url);
            }

            @Override
            void drop() throws SQLException {
                run("drop database if exists made_by_hand with (force)");
            }

            private void run(String sql) throws SQLException {
                try (var statement = session.createStatement()) {
                    statement.execute(sql);
                }
            }

            @Override
            public void close() throws SQLException {
                session.close();
                there.close();
            }
        };
    }
}
