package dev.intact.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A session on PostgreSQL for what the harness itself runs on a database, one thing after the other, each as if on a new
 * one: to begin one takes the server a hundred times as long as to reset it. It is nobody's to hold on to.
 */
final class OwnSession {
    /** What ALTER ROLE and ALTER DATABASE set holds for sessions that begin later. */
    private static final String SETTINGS = """
            SELECT coalesce(string_agg(s::text, ' ' ORDER BY s::text), '') FROM pg_db_role_setting s
            WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))""";

    private final DataSource dataSource;
    private final AtomicReference<@Nullable Session> idle = new AtomicReference<>();
    private volatile boolean ended;

    /** Something that is done with a connection. */
    interface Work<T> {
        /** {@return what comes of it} */
        T on(Connection connection) throws SQLException;
    }

    /** A session, and the settings that it began with. */
    private record Session(Connection connection, String settings) {}

    OwnSession(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    <T> T use(Work<T> work) throws SQLException {
        var session = asNew();
        try {
            return work.on(session.connection);
        } finally {
            leave(session);
        }
    }

    private Session asNew() throws SQLException {
        var kept = idle.getAndSet(null);
        if (kept != null) {
            if (isAsNew(kept)) {
                return kept;
            }
            end(kept);
        }
        var connection = dataSource.getConnection();
        try {
            return new Session(connection, settings(connection));
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** It may have ended meanwhile. */
    private static boolean isAsNew(Session session) {
        try {
            return session.settings.equals(settings(session.connection));
        } catch (SQLException e) {
            return false;
        }
    }

    private static String settings(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(SETTINGS)) {
            result.next();
            return result.getString(1);
        }
    }

    private void leave(Session session) {
        if (!isReset(session.connection)) {
            end(session);
            return;
        }
        var other = idle.getAndSet(session);
        if (other != null) {
            end(other);
        }
        if (ended) {
            endIdle();
        }
    }

    /** Refused in a transaction that a script has left open: that ends with its session. */
    private static boolean isReset(Connection connection) {
        try (var statement = connection.createStatement()) {
            statement.execute("DISCARD ALL");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /** Ends it, also if it is in use now, as soon as it is not. */
    void end() {
        ended = true;
        endIdle();
    }

    /** Ends it for now: whoever copies a database must find nobody there. */
    void endIdle() {
        var session = idle.getAndSet(null);
        if (session != null) {
            end(session);
        }
    }

    private static void end(Session session) {
        try {
            session.connection.close();
        } catch (SQLException e) {
            // It is of no use to anybody else.
        }
    }
}
