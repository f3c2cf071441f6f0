package dev.intact.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** The one server of a version in this JVM. It ends with the JVM, see {@link Scratch}. */
final class PostgresServer {
    private static final String SUPERUSER = "postgres";
    private static final String MAINTENANCE_DATABASE = "postgres";
    private static final int FILE_COPY_SINCE = 15;
    private static final int DROP_DELAY_MILLIS = 200;

    private static final Map<Integer, PostgresServer> STARTED = new ConcurrentHashMap<>();

    private final int majorVersion;
    private final EmbeddedPostgres process;
    private final AtomicInteger databases = new AtomicInteger();
    private final ScheduledExecutorService dropper = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "intact-postgres-dropper");
        thread.setDaemon(true);
        return thread;
    });

    private PostgresServer(int majorVersion) {
        this.majorVersion = majorVersion;
        process = PostgresStart.ofVersion(majorVersion);
        requireVersion();
    }

    // Binaries on the class path may be of any version.
    private void requireVersion() {
        try (var connection = dataSource(MAINTENANCE_DATABASE).getConnection()) {
            var found = connection.getMetaData().getDatabaseMajorVersion();
            if (found != majorVersion) {
                throw new IllegalStateException(
                        "the binaries found for PostgreSQL " + majorVersion + " are those of PostgreSQL " + found);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL " + majorVersion + " does not answer: " + e.getMessage(), e);
        }
    }

    static PostgresServer ofVersion(int majorVersion) {
        return STARTED.computeIfAbsent(majorVersion, PostgresServer::new);
    }

    int majorVersion() {
        return majorVersion;
    }

    DataSource dataSource(String role, String database) {
        return process.getDatabase(role, database);
    }

    DataSource dataSource(String database) {
        return dataSource(SUPERUSER, database);
    }

    Database newDatabase() {
        return newDatabase("template0");
    }

    /** One that begins as that one is. */
    Database newDatabase(String template) {
        var name = "intact_" + databases.incrementAndGet();
        // Copying files is three times as fast as logging every page. Before 15 there was no other way, and no clause.
        var strategy = majorVersion >= FILE_COPY_SINCE ? " STRATEGY FILE_COPY" : "";
        try {
            run(MAINTENANCE_DATABASE, "CREATE DATABASE " + name + " TEMPLATE " + template + strategy);
        } catch (SQLException e) {
            throw new IllegalStateException("no new database on PostgreSQL " + majorVersion + ": " + e.getMessage(), e);
        }
        return new PostgresDatabase(this, name);
    }

    /** Drops a database after a while, since the server waits 100 ms for a connection that has only just closed. */
    void dropLater(String database) {
        var unused = dropper.schedule(() -> drop(database), DROP_DELAY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void drop(String database) {
        try {
            // FORCE ends sessions, but refuses over a prepared transaction, which only its own database can roll back.
            for (var transaction : preparedTransactions(database)) {
                run(database, "ROLLBACK PREPARED '" + transaction.replace("'", "''") + "'");
            }
            run(MAINTENANCE_DATABASE, "DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
        } catch (SQLException e) {
            // It goes with the server.
        }
    }

    private List<String> preparedTransactions(String database) throws SQLException {
        var names = new ArrayList<String>();
        try (var connection = dataSource(MAINTENANCE_DATABASE).getConnection();
                var query = connection.prepareStatement("SELECT gid FROM pg_prepared_xacts WHERE database = ?")) {
            query.setString(1, database);
            try (var result = query.executeQuery()) {
                while (result.next()) {
                    names.add(result.getString(1));
                }
            }
        }
        return names;
    }

    private void run(String database, String sql) throws SQLException {
        try (var connection = dataSource(database).getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
