package dev.intact.postgres;

import dev.intact.dialect.Session.Access;
import dev.intact.error.UnsupportedChangeException;
import java.util.Locale;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Savepoints in a transaction that somebody else has begun and will end. */
final class JoinedTransactions implements Transactions {
    private static final String SAVEPOINT = "intact";

    private final DSLContext database;
    private final Parameters parameters;
    private Map<String, String> found = Map.of();
    private boolean open;

    JoinedTransactions(DSLContext database, Parameters parameters) {
        this.database = database;
        this.parameters = parameters;
    }

    @Override
    public void begin(Access access) {
        if (access != Access.READ) {
            requireReadCommitted();
            Writable.require(database.fetchSingle(DSL.select(Writable.facts())));
        }
        found = parameters.found();
        database.execute("savepoint {0}", DSL.name(SAVEPOINT));
        open = true;
        parameters.applyToTransaction();
    }

    /** With an older snapshot, what others have committed since would be dropped without having been seen. */
    private void requireReadCommitted() {
        var isolation = database.fetchSingle("select current_setting('transaction_isolation')")
                .get(0, String.class);
        if (!isolation.equals("read committed")) {
            throw new UnsupportedChangeException(
                    "a change in a transaction at " + isolation.toUpperCase(Locale.ROOT),
                    "its statements do not see what others have committed since it began",
                    "begin the transaction at READ COMMITTED, or give Intact a data source of its own");
        }
    }

    /** Releasing a savepoint keeps what has been set since; rolling back to it does not. */
    @Override
    public void commit() {
        parameters.restoreTransaction(found);
        database.execute("release savepoint {0}", DSL.name(SAVEPOINT));
        open = false;
    }

    @Override
    public void rollback() {
        open = false;
        database.execute("rollback to savepoint {0}", DSL.name(SAVEPOINT));
        database.execute("release savepoint {0}", DSL.name(SAVEPOINT));
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        if (open) {
            rollback();
        }
    }
}
