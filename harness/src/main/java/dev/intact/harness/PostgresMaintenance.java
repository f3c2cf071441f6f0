package dev.intact.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** A session that makes or drops databases, one at a time. It is kept, since to connect takes as long as half a copy. */
final class PostgresMaintenance {
    private final DataSource server;
    private @Nullable Connection session;
    private boolean ended;

    PostgresMaintenance(DataSource server) {
        this.server = server;
    }

    synchronized void run(Consumer<DSLContext> work) throws SQLException {
        if (ended) {
            throw new SQLException("this JVM ends");
        }
        // One that was lost is closed.
        if (session == null || session.isClosed()) {
            session = server.getConnection();
            stay(session);
            copyFilesInTheKernel(session);
        }
        try {
            work.accept(DSL.using(session, SQLDialect.POSTGRES));
        } catch (DataAccessException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    /** However long it does nothing: somebody's server may be set to end such sessions. */
    static void stay(Connection session) throws SQLException {
        try (var statement = session.createStatement()) {
            statement.execute("SET idle_session_timeout = 0");
        }
    }

    /** From PostgreSQL 18 on, where it was built to: <a
     * href="https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-FILE-COPY-METHOD">file_copy_method</a>.
     */
    private static void copyFilesInTheKernel(Connection session) throws SQLException {
        try (var statement = session.createStatement()) {
            statement.execute("""
                    SELECT set_config(name, 'clone', false) FROM pg_settings
                    WHERE name = 'file_copy_method' AND 'clone' = ANY (enumvals)""");
        }
    }

    /** Waits for the work that is being done, and lets no other begin. */
    synchronized void end() {
        ended = true;
    }
}
