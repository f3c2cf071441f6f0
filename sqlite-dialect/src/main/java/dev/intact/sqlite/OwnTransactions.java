package dev.intact.sqlite;

import dev.intact.dialect.Session.Access;
import dev.intact.error.UnsupportedChangeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Transactions of this session's own, begun in SQL: JDBC's would be deferred, and so could find out half-way that another
 * connection writes.
 */
final class OwnTransactions implements Transactions {
    private final Connection connection;
    private final Statements statements;
    private final LockWait wait;
    private final boolean foundAutoCommit;
    private Optional<FoundFlags> flags = Optional.empty();
    private boolean open;

    private OwnTransactions(Connection connection, Statements statements, LockWait wait, boolean foundAutoCommit) {
        this.connection = connection;
        this.statements = statements;
        this.wait = wait;
        this.foundAutoCommit = foundAutoCommit;
    }

    /**
     * Takes a connection over. The driver has begun a transaction already on one that does not commit by itself; nothing
     * having been done in it, it ends here.
     *
     * @throws UnsupportedChangeException if something has been done in it: that would be committed
     */
    static OwnTransactions on(Connection connection, Statements statements, LockWait wait) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        if (!autoCommit) {
            requireUntouched(statements);
            connection.setAutoCommit(true);
        }
        return new OwnTransactions(connection, statements, wait, autoCommit);
    }

    /**
     * A checkpoint is refused inside a transaction that has read or written anything
     * (<a href="https://sqlite.org/c3ref/wal_checkpoint_v2.html">sqlite3_wal_checkpoint_v2</a>, SQLITE_LOCKED), whatever the
     * journal mode. NOOP does nothing else; versions before 3.51 take it for PASSIVE, which waits for nobody.
     */
    private static void requireUntouched(Statements statements) throws SQLException {
        try {
            statements.run("pragma wal_checkpoint(noop)");
        } catch (SQLException e) {
            if (Failures.isLocked(e)) {
                throw UnsupportedChangeException.ofUnfinishedTransaction();
            }
            // A file that is only for reading cannot be checkpointed, which tells nothing about the transaction.
        }
    }

    @Override
    public void begin(Access access) throws SQLException {
        try {
            beginOwn(access);
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).contains("within a transaction")) {
                throw UnsupportedChangeException.ofUnfinishedTransaction();
            }
            throw e;
        }
    }

    private void beginOwn(Access access) throws SQLException {
        if (access == Access.READ) {
            statements.run("begin");
            open = true;
            return;
        }
        var found = flags.isPresent() ? flags.get() : FoundFlags.read(statements);
        flags = Optional.of(found);
        try {
            if (access == Access.REBUILD) {
                found.stopEnforcingForeignKeys();
            } else {
                found.restore();
            }
            beginImmediate();
            Writable.require(statements);
        } catch (SQLException | RuntimeException e) {
            if (open) {
                rollback();
            } else {
                // Somebody else's transaction may be what is in the way.
                restoreFlags();
            }
            throw e;
        }
    }

    private void beginImmediate() throws SQLException {
        try {
            wait.until(() -> statements.run("begin immediate"));
        } catch (SQLException e) {
            throw Writable.refusal(e);
        }
        open = true;
    }

    @Override
    public boolean suspendForeignKeys() throws SQLException {
        return flags.isPresent() && flags.get().suspendsForeignKeys();
    }

    /** With a rollback journal, a reader elsewhere makes this fail, and the transaction is still open. */
    @Override
    public void commit() throws SQLException {
        wait.until(() -> statements.run("commit"));
        open = false;
        try {
            restoreFlags();
        } catch (SQLException e) {
            // What is committed must not look as if it were not; close() tries again.
        }
    }

    private void restoreFlags() throws SQLException {
        if (flags.isPresent()) {
            flags.get().restore();
        }
    }

    /** After some errors SQLite has rolled back by itself: https://sqlite.org/lang_transaction.html, section 3. */
    @Override
    public void rollback() throws SQLException {
        open = false;
        statements.runUnless("no transaction is active", "rollback");
        if (flags.isPresent()) {
            flags.get().restoreUndone();
        }
    }

    @Override
    public void close() throws SQLException {
        if (open) {
            rollback();
        }
        restoreFlags();
        if (!foundAutoCommit) {
            connection.setAutoCommit(false);
        }
    }
}
