package dev.intact.postgres;

import dev.intact.error.NotPermittedException;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Whether the open transaction can write. */
final class Writable {
    private static final Select<?> FACTS = DSL.select(
            DSL.field("current_setting('transaction_read_only')::boolean", boolean.class),
            DSL.field("pg_catalog.pg_is_in_recovery()", boolean.class));

    private Writable() {}

    /** {@return the query whose answer tells} */
    static Select<?> facts() {
        return FACTS;
    }

    /**
     * Refuses a transaction that cannot write.
     *
     * @param facts what {@link #facts} returned
     * @throws NotPermittedException if the server is a standby, or the role, the database or the connection only reads
     */
    static void require(Record facts) {
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
