package dev.intact.plan;

import dev.intact.catalog.TableName;
import java.util.Locale;

/**
 * A lock that a step takes.
 *
 * @param mode how much it keeps others from
 * @param on the table, or the schema's file for {@link Mode#DATABASE}
 */
public record Lock(Mode mode, TableName on) {
    /**
     * How much a lock keeps others from, the weakest first. The names are PostgreSQL's own (its documentation, "Explicit
     * Locking"); {@link #DATABASE} is SQLite's single writer.
     */
    public enum Mode {
        /** Reading. */
        ACCESS_SHARE,
        /** Reading rows to lock them. */
        ROW_SHARE,
        /** Writing rows. */
        ROW_EXCLUSIVE,
        /** Others read and write, but do not change the schema. */
        SHARE_UPDATE_EXCLUSIVE,
        /** Others read; writers wait. */
        SHARE,
        /** Others read; writers wait, also for each other. */
        SHARE_ROW_EXCLUSIVE,
        /** Others read without locking; everyone else waits. */
        EXCLUSIVE,
        /** Everyone waits. */
        ACCESS_EXCLUSIVE,
        /** The whole database has one writer at a time; readers go on in WAL mode. */
        DATABASE;

        /** {@return whether others' INSERT, UPDATE and DELETE wait} */
        public boolean blocksWriters() {
            return compareTo(SHARE) >= 0;
        }

        /** {@return whether others' plain SELECT waits} */
        public boolean blocksReaders() {
            return this == ACCESS_EXCLUSIVE;
        }
    }

    @Override
    public String toString() {
        return mode == Mode.DATABASE
                ? "the one writer"
                : mode.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + on.name();
    }
}
