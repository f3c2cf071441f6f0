package dev.intact.postgres;

import dev.intact.dialect.Session.Access;
import java.sql.SQLException;

/** Transactions on a connection: its own, or pieces of one that somebody else has begun. */
interface Transactions {
    void begin(Access access) throws SQLException;

    void commit() throws SQLException;

    void rollback() throws SQLException;

    /** {@return whether one is open} */
    boolean isOpen();

    /** Leaves the connection as it was found. */
    void close() throws SQLException;
}
