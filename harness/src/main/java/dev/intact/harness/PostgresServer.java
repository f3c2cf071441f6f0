package dev.intact.harness;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** A server that databases are made on: the one of its version in this JVM, or somebody else's. */
final class PostgresServer {
    private static final int FILE_COPY_SINCE = 15;
    private static final int DROP_DELAY_MILLIS = 200;
    /** A machine that is busy would else be left behind, with sessions of all those databases that are yet to end. */
    private static final int WAITING_AT_MOST = 32;

    private static final Map<Engine, Supplier<PostgresServer>> KNOWN = new ConcurrentHashMap<>();

    private final PostgresPlace place;
    private final int majorVersion;
    private final PostgresMaintenance making;
    private final PostgresMaintenance dropping;
    private final AtomicInteger databases = new AtomicInteger();
    private final Semaphore waiting = new Semaphore(WAITING_AT_MOST);
    private final ScheduledExecutorService dropper = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "intact-postgres-dropper");
        thread.setDaemon(true);
        return thread;
    });

    private PostgresServer(PostgresPlace place) {
        this.place = place;
        var server = new PostgresConnections(place.url());
        making = new PostgresMaintenance(server);
        dropping = new PostgresMaintenance(server);
        try (var connection = server.getConnection()) {
            majorVersion = connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL does not answer: " + e.getMessage(), e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "intact-postgres-end"));
    }

    static PostgresServer of(Engine.PostgresOfVersion engine) {
        return KNOWN.computeIfAbsent(engine, key -> once(() -> ofItsVersion(engine.majorVersion())))
                .get();
    }

    // Binaries on the class path may be of any version.
    private static PostgresServer ofItsVersion(int majorVersion) {
        var place = PostgresPlace.Started.ofVersion(majorVersion);
        var server = new PostgresServer(place);
        if (server.majorVersion != majorVersion) {
            place.stop();
            throw new IllegalStateException("the binaries found for PostgreSQL %d are those of PostgreSQL %d"
                    .formatted(majorVersion, server.majorVersion));
        }
        return server;
    }

    static PostgresServer of(Engine.PostgresAt engine) {
        return KNOWN.computeIfAbsent(engine, key -> {
                    var server = new PostgresServer(PostgresElsewhere.at(engine.url()));
                    return () -> server;
                })
                .get();
    }

    /** A start that fails stays failed: it would take as long for the next test, and fail again. */
    private static Supplier<PostgresServer> once(Supplier<PostgresServer> start) {
        try {
            var server = start.get();
            return () -> server;
        } catch (IllegalStateException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return () -> {
                throw new IllegalStateException(e.getMessage(), e);
            };
        }
    }

    int majorVersion() {
        return majorVersion;
    }

    String url() {
        return place.url();
    }

    PostgresDatabase newDatabase() {
        return newDatabase("template0");
    }

    /** One that begins as that one is. */
    PostgresDatabase newDatabase(String template) {
        var database = place.prefix() + databases.incrementAndGet();
        // Copying files is three times as fast as logging every page. Before 15 there was no other way, and no clause.
        var strategy = majorVersion >= FILE_COPY_SINCE ? " strategy file_copy" : "";
        try {
            making.run(
                    sql -> sql.execute("create database {0} template {1}" + strategy, name(database), name(template)));
        } catch (SQLException e) {
            throw new IllegalStateException("no new database on PostgreSQL " + majorVersion + ": " + e.getMessage(), e);
        }
        return new PostgresDatabase(this, database);
    }

    /** Leaves nobody connected to a database, nor lets anybody connect: else it could not be copied. */
    void seal(String database) {
        try {
            making.run(sql -> {
                sql.execute("alter database {0} allow_connections false", name(database));
                disconnect(sql, database);
            });
        } catch (SQLException e) {
            throw new IllegalStateException("somebody stays connected: " + e.getMessage(), e);
        }
    }

    /** {@return whether somebody was connected} */
    private static boolean disconnect(DSLContext sql, String database) {
        return sql.select(field("pg_terminate_backend({0})", Boolean.class, field(name("pid"))))
                .from(table(name("pg_stat_activity")))
                .where(field(name("datname"), String.class).eq(database))
                .fetch()
                .isNotEmpty();
    }

    /** {@return the URL of a database that stays when this JVM has ended} */
    String keep(String database) {
        var url = new String[1];
        try {
            making.run(sql -> {
                disconnect(sql, database);
                url[0] = place.keep(sql, database);
            });
            return url[0];
        } catch (SQLException e) {
            throw new IllegalStateException(database + " cannot be kept: " + e.getMessage(), e);
        }
    }

    /**
     * Drops a database after a while, since the server waits 100 ms for a connection that has only just closed. Waits where
     * too many are to be dropped.
     */
    void dropLater(String database) {
        waiting.acquireUninterruptibly();
        later(() -> leave(database));
    }

    private void later(Runnable task) {
        var unused = dropper.schedule(task, DROP_DELAY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whoever was forgotten there is gone only a while later, too. */
    private void leave(String database) {
        var forgotten = new AtomicBoolean();
        try {
            dropping.run(sql -> forgotten.set(disconnect(sql, database)));
        } catch (SQLException e) {
            // It is dropped all the same, or is told of no more.
        }
        if (forgotten.get()) {
            later(() -> drop(database));
        } else {
            drop(database);
        }
    }

    private void drop(String database) {
        try {
            // FORCE ends sessions, but refuses over a prepared transaction, which only its own database can roll back.
            dropping.run(sql -> {
                for (var transaction : preparedTransactions(sql, database)) {
                    rollBack(database, transaction);
                }
                sql.execute("drop database if exists {0} with (force)", name(database));
            });
        } catch (SQLException e) {
            // It goes with the server, or when this JVM ends.
        } finally {
            waiting.release();
        }
    }

    private static Iterable<String> preparedTransactions(DSLContext sql, String database) {
        return sql.select(field(name("gid"), String.class))
                .from(table(name("pg_prepared_xacts")))
                .where(field(name("database"), String.class).eq(database))
                .fetch(0, String.class);
    }

    private void rollBack(String database, String transaction) {
        try (var connection = new PostgresConnections(url(), database).getConnection()) {
            DSL.using(connection, SQLDialect.POSTGRES).execute("rollback prepared {0}", inline(transaction));
        } catch (SQLException e) {
            throw new DataAccessException("no connection to " + database, e);
        }
    }

    private void end() {
        making.end();
        dropping.end();
        place.end();
    }
}
