package dev.intact.postgres;

import dev.intact.error.NotPermittedException;
import org.jooq.DSLContext;

/** Whether the open transaction can write. */
final class Writable {
    private Writable() {}

    /**
     * Refuses a transaction that cannot write.
     *
     * @throws NotPermittedException if the server is a standby, or the role, the database or the connection only reads
     */
    static void require(DSLContext database) {
        var facts = database.fetchSingle(
                "select current_setting('transaction_read_only')::boolean, pg_catalog.pg_is_in_recovery()");
        if (facts.get(1, boolean.class)) {
            throw new NotPermittedException(
                    "read-only", "the server is a standby: nothing was changed", "connect to the primary server", null);
        }
        if (facts.get(0, boolean.class)) {
            throw new NotPermittedException(
                    "read-only",
                    "the transaction is read-only: nothing was changed",
                    "see to it that neither default_transaction_read_only nor the connection's readOnly is set",
                    null);
        }
    }
}
