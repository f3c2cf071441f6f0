package dev.intact.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.OptionalInt;
import javax.sql.DataSource;

/** A connection that can die. */
final class FaultyConnection {
    private static final Duration SESSION_ENDS_WITHIN = Duration.ofSeconds(30);

    private final Connection real;
    private final OptionalInt postgresSession;
    private final DataSource source;
    private final Faults faults;
    private final Connection proxy;
    private volatile boolean dead;

    FaultyConnection(Connection real, DataSource source, Faults faults) throws SQLException {
        this.real = real;
        this.postgresSession = postgresSession(real);
        this.source = source;
        this.faults = faults;
        this.proxy = FaultyObject.wrap(Connection.class, real, this, faults);
    }

    // Asked at once: later there may be a failed transaction, in which PostgreSQL answers nothing.
    private static OptionalInt postgresSession(Connection real) throws SQLException {
        if (!real.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
            return OptionalInt.empty();
        }
        try (var statement = real.createStatement();
                var result = statement.executeQuery("SELECT pg_backend_pid()")) {
            result.next();
            return OptionalInt.of(result.getInt(1));
        }
    }

    Connection proxy() {
        return proxy;
    }

    boolean isDead() {
        return dead;
    }

    void closed() {
        faults.closed(this);
    }

    /** Ends the connection without a goodbye, and returns once the database has rolled back and released its locks. */
    void die() throws SQLException {
        dead = true;
        if (postgresSession.isPresent()) {
            real.abort(Runnable::run);
            awaitEndOf(postgresSession.getAsInt());
        } else {
            // sqlite-jdbc's abort() does nothing, and the write lock would stay. Closing rolls back.
            real.close();
        }
    }

    // The server learns of a broken socket in its own time, and lists a session until its locks are released.
    private void awaitEndOf(int session) throws SQLException {
        var deadline = System.nanoTime() + SESSION_ENDS_WITHIN.toNanos();
        try (var observer = source.getConnection();
                var query = observer.prepareStatement("SELECT 1 FROM pg_stat_activity WHERE pid = ?")) {
            query.setInt(1, session);
            while (true) {
                try (var result = query.executeQuery()) {
                    if (!result.next()) {
                        return;
                    }
                }
                if (System.nanoTime() > deadline) {
                    throw new SQLTimeoutException("PostgreSQL session " + session + " outlives its connection");
                }
                Thread.onSpinWait();
            }
        }
    }
}
