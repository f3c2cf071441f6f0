package dev.intact.dialect;

import dev.intact.error.UnsupportedChangeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ServiceLoader;

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

    /**
     * Waits until no other instance of an application that starts is about to migrate the database, however long its
     * migrations take. One that dies lets the next one in.
     *
     * @param connection any connection to the database; it is not needed any more afterwards
     * @return to be closed when the migrations are done; nothing to wait for where those who migrate exclude each other by
     *     a lock of the database
     * @throws SQLException if the connection is of no use, or there is no place for a lock
     */
    Turn turn(Connection connection) throws SQLException;

    /**
     * {@return the dialect of that connection's database}
     *
     * @throws UnsupportedChangeException if none on the class path speaks it
     */
    static Dialect of(Connection connection) throws SQLException {
        var product = connection.getMetaData().getDatabaseProductName();
        return ServiceLoader.load(Dialect.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(dialect -> dialect.speaks(product))
                .findFirst()
                .orElseThrow(() -> new UnsupportedChangeException(
                        "a change to " + product,
                        "no dialect on the class path speaks it",
                        "add dev.intact:intact-sqlite or dev.intact:intact-postgres to the dependencies"));
    }
}
