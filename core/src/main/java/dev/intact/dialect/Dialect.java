package dev.intact.dialect;

import java.sql.Connection;
import java.sql.SQLException;

/** A database that Intact speaks. Implementations hold no state. */
public interface Dialect {
    /** {@return whether this is the dialect of the product that a driver names so} */
    boolean speaks(String productName);

    /**
     * Begins work on a connection.
     *
     * @param connection the connection; the caller closes it
     * @param settings how long to wait, and who owns the transaction
     * @throws SQLException if the connection is of no use
     */
    Session open(Connection connection, Settings settings) throws SQLException;
}
