package dev.intact.flyway;

import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** The lock by which instances of an application exclude each other on PostgreSQL. */
final class FlywayLock {
    /** Tried once a second; how long the migrations of another instance take is not known. */
    static final int FOR_EVER = -1;

    private FlywayLock() {}

    /**
     * Makes it a lock of the session, where Flyway's module for PostgreSQL is there at all. Flyway then does everything on
     * one connection: a migration and its row in the history are one transaction.
     */
    static void outlastTransactions(Configuration configuration) {
        try {
            extension(configuration).setTransactionalLock(false);
        } catch (NoClassDefFoundError withoutPostgres) {
            // Flyway's core alone speaks SQLite.
        }
    }

    /** {@return whether it would be held in a transaction, for which CREATE INDEX CONCURRENTLY waits} */
    static boolean isTransactional(Configuration configuration) {
        try {
            return extension(configuration).isTransactionalLock();
        } catch (NoClassDefFoundError withoutPostgres) {
            return false;
        }
    }

    private static PostgreSQLConfigurationExtension extension(Configuration configuration) {
        return configuration.getConfigurationExtension(PostgreSQLConfigurationExtension.class);
    }
}
