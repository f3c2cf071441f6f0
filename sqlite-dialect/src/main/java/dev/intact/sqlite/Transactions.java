package dev.intact.sqlite;

import dev.intact.dialect.Session.Access;
import java.sql.SQLException;

/** Transactions on a connection: its own, or pieces of one that somebody else has begun. */
interface Transactions {
    /** {@return whether foreign keys are not enforced, though the connection had them enforced} */
    default boolean suspendForeignKeys() throws SQLException {
        return false;
    }

    void begin(Access access) throws SQLException;

    void commit() throws SQLException;

    void rollback() throws SQLException;

    /** Leaves the connection as it was found. */
    void close() throws SQLException;
}
