package dev.intact;

import dev.intact.error.UnsupportedChangeException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Where a connection comes from, and whose its transactions are. */
sealed interface Source {
    /**
     * {@return the connection to work on}
     *
     * @throws UnsupportedChangeException if the caller's is in another state than was said
     */
    Connection open() throws SQLException;

    /** Gives the connection back. */
    void close(Connection connection) throws SQLException;

    /** {@return whether it is in a transaction of the caller's} */
    boolean joined();

    /** A new one each time. */
    record Given(DataSource dataSource) implements Source {
        @Override
        public Connection open() throws SQLException {
            return dataSource.getConnection();
        }

        @Override
        public void close(Connection connection) throws SQLException {
            connection.close();
        }

        @Override
        public boolean joined() {
            return false;
        }
    }

    /** The caller's, in no transaction. */
    record Idle(Connection connection) implements Source {
        @Override
        public Connection open() throws SQLException {
            if (!connection.getAutoCommit()) {
                throw new UnsupportedChangeException(
                        "a change in transactions of its own",
                        "the connection is in a transaction already: its autocommit is off",
                        "call connection.setAutoCommit(true) first, or join the transaction: Intact.using(connection)");
            }
            return connection;
        }

        @Override
        public void close(Connection lent) {}

        @Override
        public boolean joined() {
            return false;
        }
    }

    /** The caller's, in a transaction of the caller's. */
    record Joined(Connection connection) implements Source {
        @Override
        public Connection open() throws SQLException {
            if (connection.getAutoCommit()) {
                throw new UnsupportedChangeException(
                        "joining a transaction",
                        "the connection commits by itself after each statement, so there is none to join",
                        "call connection.setAutoCommit(false) first, or use Intact.usingIdle(connection)");
            }
            return connection;
        }

        @Override
        public void close(Connection lent) {}

        @Override
        public boolean joined() {
            return true;
        }
    }
}
