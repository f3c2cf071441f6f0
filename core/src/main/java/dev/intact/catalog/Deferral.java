package dev.intact.catalog;

import java.util.Locale;

/** When a constraint is checked. */
public enum Deferral {
    /** At each statement, always. */
    NOT_DEFERRABLE,
    /** At each statement, unless a transaction asks for its end. */
    DEFERRABLE,
    /** At the transaction's end. */
    INITIALLY_DEFERRED;

    /** {@return whether a transaction may put the check off} */
    public boolean deferrable() {
        return this != NOT_DEFERRABLE;
    }

    @Override
    public String toString() {
        return this == INITIALLY_DEFERRED
                ? "deferrable initially deferred"
                : name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
