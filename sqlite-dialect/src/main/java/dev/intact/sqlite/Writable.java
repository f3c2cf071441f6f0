package dev.intact.sqlite;

import dev.intact.dialect.Failure;
import dev.intact.error.NotPermittedException;
import java.sql.SQLException;
import org.jooq.impl.DSL;

/** Whether the open transaction can write. */
final class Writable {
    private Writable() {}

    /**
     * Refuses a transaction that cannot write, and takes the writer's lock in one that can. BEGIN IMMEDIATE succeeds on a
     * file that is open only for reading, so a statement has to try, one that changes nothing.
     *
     * @throws NotPermittedException if the file, or the connection, is only for reading
     */
    static void require(Statements statements) throws SQLException {
        var tables = statements.column(
                "select name from main.sqlite_schema"
                        + " where type = 'table' and rootpage > 0 and name not glob 'sqlite_*' limit 1",
                "name");
        if (tables.isEmpty()) {
            return;
        }
        try {
            statements.run(DSL.query("delete from {0} where false", DSL.name("main", tables.get(0))));
        } catch (SQLException e) {
            var failure = Failures.of(e);
            if (failure != Failure.OTHER) {
                throw refusal(e);
            }
            // A shadow table, which a defensive connection does not let anyone change, tells nothing about the file.
        }
    }

    /** {@return the exception to throw for that one; throws where it is a refusal} */
    static SQLException refusal(SQLException exception) {
        if (Failures.of(exception) == Failure.READ_ONLY) {
            throw new NotPermittedException(
                    "read-only",
                    "the database is open only for reading: nothing was changed",
                    "open the file for writing, without mode=ro, and see to it that PRAGMA query_only is off",
                    exception);
        }
        return exception;
    }
}
