package dev.intact.operation;

/** What a row gets in its new columns where the table that they come from has no row for it. */
public enum Filling {
    /** The columns' defaults, or NULL. */
    DEFAULTS
}
