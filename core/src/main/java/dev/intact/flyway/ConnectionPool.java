package dev.intact.flyway;

import com.zaxxer.hikari.HikariDataSource;
import dev.intact.error.UnsupportedChangeException;
import javax.sql.DataSource;

/** How many connections a data source gives at a time, if it is a HikariCP pool. */
final class ConnectionPool {
    private ConnectionPool() {}

    /** Refuses a pool that is too small at once: it would say so after its connection timeout, and not why. */
    static void require(DataSource dataSource, int connections) {
        if (isHikari(dataSource)) {
            requireOf((HikariDataSource) dataSource, connections);
        }
    }

    /** Asked by name, since HikariCP may not be there. */
    private static boolean isHikari(DataSource dataSource) {
        return dataSource.getClass().getName().equals("com.zaxxer.hikari.HikariDataSource");
    }

    private static void requireOf(HikariDataSource pool, int connections) {
        if (pool.getMaximumPoolSize() < connections) {
            throw new UnsupportedChangeException(
                    "Flyway on a pool of " + pool.getMaximumPoolSize(),
                    "it holds its lock on one connection and migrates on another",
                    "set maximumPoolSize to at least " + connections);
        }
    }
}
