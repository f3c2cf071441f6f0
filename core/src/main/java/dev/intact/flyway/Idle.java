package dev.intact.flyway;

import java.sql.Connection;
import java.sql.SQLException;

/** A connection of Flyway's, out of the transaction that Flyway has begun for a migration and in which nothing is done. */
final class Idle {
    private Idle() {}

    @FunctionalInterface
    interface Work {
        void on(Connection connection);
    }

    /** Ends the transaction by a commit, since Flyway has set the search path in it. Flyway ends the next one itself. */
    static void on(Connection connection, Work work) throws SQLException {
        if (connection.getAutoCommit()) {
            work.on(connection);
            return;
        }
        connection.commit();
        connection.setAutoCommit(true);
        try {
            work.on(connection);
        } catch (RuntimeException e) {
            beginAfter(connection, e);
            throw e;
        }
        connection.setAutoCommit(false);
    }

    private static void beginAfter(Connection connection, RuntimeException failed) {
        try {
            connection.setAutoCommit(false);
        } catch (SQLException gone) {
            failed.addSuppressed(gone);
        }
    }
}
