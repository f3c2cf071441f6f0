package dev.intact.operation;

import java.util.List;
import java.util.stream.Stream;

/**
 * How to take an operation back.
 *
 * @param operations what takes it back, in order
 * @param notes what the way back leaves different, in words
 * @param obstacles why there is no way back, in words; empty when there is one
 */
public record Undo(List<Operation> operations, List<String> notes, List<String> obstacles) {
    /** The undo of what changes nothing. */
    public static final Undo NOTHING = new Undo(List.of(), List.of(), List.of());

    public Undo {
        operations = List.copyOf(operations);
        notes = List.copyOf(notes);
        obstacles = List.copyOf(obstacles);
    }

    /** {@return an undo by these operations} */
    public static Undo by(Operation... operations) {
        return new Undo(List.of(operations), List.of(), List.of());
    }

    /** {@return an undo that is not possible for that reason} */
    public static Undo impossible(String reason) {
        return new Undo(List.of(), List.of(), List.of(reason));
    }

    /** {@return this undo, with a note more} */
    public Undo noting(String note) {
        return new Undo(operations, join(notes, List.of(note)), obstacles);
    }

    /** {@return this undo, and after it that one} */
    public Undo then(Undo next) {
        return new Undo(join(operations, next.operations), join(notes, next.notes), join(obstacles, next.obstacles));
    }

    private static <T> List<T> join(List<? extends T> some, List<? extends T> more) {
        return Stream.<T>concat(some.stream(), more.stream()).toList();
    }
}
