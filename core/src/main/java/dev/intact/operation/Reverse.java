package dev.intact.operation;

import java.util.List;

/** The way back from a change. */
public sealed interface Reverse {
    /**
     * There is one.
     *
     * @param change the change that takes it back
     * @param notes what it leaves different, in words
     */
    record Reversible(Change change, List<String> notes) implements Reverse {
        public Reversible {
            notes = List.copyOf(notes);
        }
    }

    /**
     * There is none.
     *
     * @param reasons why, in words, at least one
     */
    record Irreversible(List<String> reasons) implements Reverse {
        public Irreversible {
            reasons = List.copyOf(reasons);
        }
    }

    /** Nothing was changed, so there is nothing to take back. */
    record Nothing() implements Reverse {}

    /** {@return the way back from the change of that name} */
    static Reverse of(String change, Undo undo) {
        if (!undo.obstacles().isEmpty()) {
            return new Irreversible(undo.obstacles());
        }
        return undo.operations().isEmpty()
                ? new Nothing()
                : new Reversible(new Change("undo: " + change, undo.operations()), undo.notes());
    }
}
