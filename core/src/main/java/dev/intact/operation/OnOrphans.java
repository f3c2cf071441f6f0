package dev.intact.operation;

import java.util.List;

/**
 * What becomes of rows that point at nothing. Whatever is done to them, they are copied whole into a quarantine table
 * first.
 */
public enum OnOrphans {
    /** None: the change is refused, and the rows are listed. */
    REFUSE("refuse"),
    /** They go, and with them the rows that a foreign key ON DELETE CASCADE makes follow. */
    DELETE("delete"),
    /** Their reference becomes NULL. */
    SET_NULL("setNull");

    private final String word;

    OnOrphans(String word) {
        this.word = word;
    }

    Call call() {
        return Call.of(word);
    }

    /** {@return the choice in {@code onOrphans(delete())}} */
    static OnOrphans of(Call call) {
        for (var choice : values()) {
            if (call.arguments().equals(List.of(new Call.Nested(List.of(choice.call()))))) {
                return choice;
            }
        }
        throw call.unexpected();
    }
}
