package dev.intact.plan;

/** The two ways to run a change. */
public enum Mode {
    /** In one transaction, all or nothing. */
    ATOMIC,
    /** In several short transactions that hold nobody up. */
    ONLINE
}
