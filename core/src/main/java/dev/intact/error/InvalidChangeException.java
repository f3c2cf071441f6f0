package dev.intact.error;

import java.util.List;

/** A change that makes no sense in any database: no columns, a column twice, operations that cancel each other. */
public final class InvalidChangeException extends IntactException {
    private static final long serialVersionUID = 1L;

    /** A change of which this sentence is wrong. */
    public InvalidChangeException(String sentence) {
        super("invalid-change", sentence, List.of(), null);
    }
}
