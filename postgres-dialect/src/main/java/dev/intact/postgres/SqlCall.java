package dev.intact.postgres;

import java.sql.SQLException;
import org.jooq.exception.DataAccessException;

/** Work that fails with the driver's exception also where it goes through jOOQ, which wraps it. */
interface SqlCall<T> {
    T call() throws SQLException;

    static <T> T unwrapped(SqlCall<T> work) throws SQLException {
        try {
            return work.call();
        } catch (DataAccessException wrapped) {
            var cause = wrapped.getCause(SQLException.class);
            if (cause == null) {
                throw wrapped;
            }
            throw cause;
        }
    }
}
