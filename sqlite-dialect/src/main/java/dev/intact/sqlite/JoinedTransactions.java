package dev.intact.sqlite;

import dev.intact.dialect.Session.Access;
import java.sql.SQLException;
import java.util.Optional;

/** Savepoints in a transaction that somebody else has begun and will end. */
final class JoinedTransactions implements Transactions {
    private final Statements statements;
    private Optional<FoundFlags> flags = Optional.empty();
    private boolean open;

    JoinedTransactions(Statements statements) {
        this.statements = statements;
    }

    @Override
    public void begin(Access access) throws SQLException {
        statements.run("savepoint \"intact\"");
        open = true;
        if (access != Access.READ) {
            try {
                flags = Optional.of(flags.isPresent() ? flags.get() : FoundFlags.read(statements));
                Writable.require(statements);
            } catch (SQLException | RuntimeException e) {
                rollback();
                throw e;
            }
        }
    }

    @Override
    public void commit() throws SQLException {
        statements.run("release \"intact\"");
        open = false;
    }

    /** After some errors SQLite has rolled back all of the transaction by itself. */
    @Override
    public void rollback() throws SQLException {
        open = false;
        statements.runUnless("no such savepoint", "rollback to \"intact\"");
        statements.runUnless("no such savepoint", "release \"intact\"");
        if (flags.isPresent()) {
            flags.get().restoreUndone();
        }
    }

    @Override
    public void close() throws SQLException {
        if (open) {
            rollback();
        }
        if (flags.isPresent()) {
            flags.get().restore();
        }
    }
}
