package dev.intact.operation;

/** The choice to touch no row that stands in the way: the change is refused, and the rows are listed. */
public enum Refusal {
    /** The only one. */
    REFUSAL
}
