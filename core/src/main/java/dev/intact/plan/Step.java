package dev.intact.plan;

import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import java.util.List;

/** One thing that a run does. */
public sealed interface Step {
    /** {@return the exact SQL, without a semicolon} */
    String sql();

    /** {@return what it is for, in a few words} */
    String purpose();

    /** {@return the locks it takes beyond reading} */
    List<Lock> locks();

    /**
     * A statement.
     *
     * @param sql the exact SQL
     * @param purpose what it is for
     * @param locks the locks it takes
     * @param patience how long it waits for them
     */
    record Statement(String sql, String purpose, List<Lock> locks, Patience patience) implements Step {
        public Statement {
            locks = List.copyOf(locks);
        }

        /** A statement that waits for its locks no longer than the lock timeout. */
        public Statement(String sql, String purpose, Lock... locks) {
            this(sql, purpose, List.of(locks), Patience.LOCK_TIMEOUT);
        }
    }

    /**
     * A statement that is run for some of a table's rows after the others, each time in a transaction of its own, so that
     * nobody waits long.
     *
     * @param sql the exact SQL, with a question mark for each end of the part, and others for which of its rows have their
     *     turn
     * @param whole the same for all rows at once, as a script has it
     * @param purpose what it is for
     * @param locks the locks it takes
     * @param table the table whose rows are gone through
     */
    record Backfill(String sql, String whole, String purpose, List<Lock> locks, TableName table) implements Step {
        public Backfill {
            locks = List.copyOf(locks);
        }
    }

    /**
     * A query that must come back empty, or the run stops and everything of its transaction is undone.
     *
     * @param sql the exact SQL
     * @param purpose what it proves
     * @param checks the rules about rows that it proves; none for a proof about the schema, of which what comes back says
     *     what is wrong
     */
    record Proof(String sql, String purpose, List<DataCheck> checks) implements Step {
        public Proof {
            checks = List.copyOf(checks);
        }

        /** A proof of so many rules about rows. */
        public Proof(String sql, String purpose, DataCheck... checks) {
            this(sql, purpose, List.of(checks));
        }

        @Override
        public List<Lock> locks() {
            return List.of();
        }
    }

    /** How long a statement waits for its locks. */
    enum Patience {
        /** As long as the lock timeout; then its transaction is undone and tried again. */
        LOCK_TIMEOUT,
        /** As long as it takes: nobody waits behind it, and cutting it short would leave something half-built. */
        UNLIMITED
    }
}
