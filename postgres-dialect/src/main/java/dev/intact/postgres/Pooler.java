package dev.intact.postgres;

import dev.intact.error.UnsupportedChangeException;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * Something between the driver and the server that gives a server's session to whoever needs one: PgBouncer's
 * <a href="https://www.pgbouncer.org/features.html">transaction pooling</a>, for one. Settings and locks of a session then
 * stay with somebody else's session, and a statement outside a transaction waits for its lock without end.
 */
final class Pooler {
    private Pooler() {}

    /**
     * Refuses a connection that leads to a pooler: it tells the driver a number of its own in place of the session's
     * process. In session mode, too, which looks the same.
     *
     * @param process the session's, as the server says
     */
    static void refuse(Connection connection, int process) throws SQLException {
        if (hasOneBetween(connection, process)) {
            throw new UnsupportedChangeException(
                    "a change in transactions of its own",
                    "a pooler such as PgBouncer is between the application and the server, and may give each transaction"
                            + " another session: settings and locks of the session would be left to others",
                    "connect to the server itself for changes, or join one transaction: Intact.using(connection)");
        }
    }

    private static boolean hasOneBetween(Connection connection, int process) throws SQLException {
        try {
            return connection.isWrapperFor(PGConnection.class)
                    && connection.unwrap(PGConnection.class).getBackendPID() != process;
        } catch (NoClassDefFoundError anotherDriver) {
            return false;
        }
    }
}
