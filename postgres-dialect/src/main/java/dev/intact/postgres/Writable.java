package dev.intact.postgres;

import dev.intact.error.NotPermittedException;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Whether the open transaction can write. */
final class Writable {
    private static final Field<Boolean> READ_ONLY =
            DSL.field("current_setting('transaction_read_only')::boolean", boolean.class);

    private static final Field<Boolean> STANDBY = DSL.field("pg_catalog.pg_is_in_recovery()", boolean.class);

    private Writable() {}

    /** {@return what to select, which {@link #require} looks at} */
    static List<Field<Boolean>> facts() {
        return List.of(READ_ONLY, STANDBY);
    }

    /**
     * Refuses a transaction that cannot write.
     *
     * @param row begins with {@link #facts}
     * @throws NotPermittedException if the server is a standby, or the role, the database or the connection only reads
     */
    static void require(Record row) {
        if (row.get(1, boolean.class)) {
            throw new NotPermittedException(
                    "read-only", "the server is a standby: nothing was changed", "connect to the primary server", null);
        }
        if (row.get(0, boolean.class)) {
            throw new NotPermittedException(
                    "read-only",
                    "the transaction is read-only: nothing was changed",
                    "see to it that neither default_transaction_read_only nor the connection's readOnly is set",
                    null);
        }
    }
}
