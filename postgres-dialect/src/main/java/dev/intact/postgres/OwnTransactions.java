package dev.intact.postgres;

import dev.intact.dialect.Session.Access;
import dev.intact.error.UnsupportedChangeException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Transactions of this session's own, at READ COMMITTED whatever the connection's default: only there does each statement
 * see what others have committed while it waited for a lock. Between them every statement stands for itself, as CREATE
 * INDEX CONCURRENTLY needs.
 */
final class OwnTransactions implements Transactions {
    private static final String FAILED_TRANSACTION = "25P02";

    private final Connection connection;
    private final DSLContext database;
    private final Parameters parameters;
    private final boolean foundAutoCommit;
    private boolean open;

    private OwnTransactions(
            Connection connection, DSLContext database, Parameters parameters, boolean foundAutoCommit) {
        this.connection = connection;
        this.database = database;
        this.parameters = parameters;
        this.foundAutoCommit = foundAutoCommit;
    }

    /**
     * Takes a connection over. A transaction that has only read ends here.
     *
     * @throws UnsupportedChangeException if it is in one that has written, or failed, which would be ended, too; or if a
     *     pooler is in between
     */
    static OwnTransactions on(Connection connection, DSLContext database, Parameters parameters) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        var state = state(database);
        Pooler.refuse(connection, state.process());
        if (state.hasWritten()) {
            throw UnsupportedChangeException.ofUnfinishedTransaction();
        }
        connection.setAutoCommit(false);
        connection.rollback();
        connection.setAutoCommit(true);
        return new OwnTransactions(connection, database, parameters, autoCommit);
    }

    /**
     * What the server knows of a connection.
     *
     * @param process that of the session
     * @param hasWritten whether it is in a transaction that has: BEGIN may have been sent as a statement, which JDBC's
     *     autocommit does not tell
     */
    private record State(int process, boolean hasWritten) {}

    private static State state(DSLContext database) {
        try {
            var row = database.fetchSingle("select pg_backend_pid(), pg_current_xact_id_if_assigned() is not null");
            return new State(row.get(0, int.class), row.get(1, boolean.class));
        } catch (DataAccessException e) {
            if (e.sqlState().equals(FAILED_TRANSACTION)) {
                throw UnsupportedChangeException.ofUnfinishedTransaction();
            }
            throw e;
        }
    }

    @Override
    public void begin(Access access) throws SQLException {
        connection.setAutoCommit(false);
        open = true;
        try {
            database.execute(
                    "set transaction isolation level read committed" + (access == Access.READ ? ", read only" : ""));
            var row = database.fetchSingle(DSL.select(Writable.facts()).select(parameters.forTransaction()));
            if (access != Access.READ) {
                Writable.require(row);
            }
        } catch (RuntimeException failed) {
            rollbackAfter(failed);
            throw failed;
        }
    }

    private void rollbackAfter(RuntimeException failed) {
        try {
            rollback();
        } catch (SQLException further) {
            failed.addSuppressed(further);
        }
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
        open = false;
        connection.setAutoCommit(true);
    }

    @Override
    public void rollback() throws SQLException {
        open = false;
        connection.rollback();
        connection.setAutoCommit(true);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws SQLException {
        if (open) {
            rollback();
        }
        connection.setAutoCommit(foundAutoCommit);
    }
}
