package dev.intact.operation;

import dev.intact.catalog.Table;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is said of an index, a key or a column besides its definition, and does not come back with it. */
final class Unrestored {
    private Unrestored() {}

    static Undo ofIndex(Undo undo, Table there, @Nullable String name) {
        return noting(undo, there, Stream.of(Table.COMMENT_ON_INDEX + name));
    }

    static Undo ofKey(Undo undo, Table there, @Nullable String name) {
        return noting(
                undo,
                there,
                Stream.of(
                        Table.COMMENT_ON_INDEX + name,
                        "comment on the index of constraint " + name,
                        "storage of index " + name));
    }

    static Undo ofColumn(Undo undo, Table there, String column) {
        var labels = there.properties().keySet().stream().filter(label -> label.endsWith(" column " + column));
        return noting(undo, there, labels);
    }

    private static Undo noting(Undo undo, Table there, Stream<String> labels) {
        var noted = undo;
        for (var label : labels.toList()) {
            var value = there.properties().get(label);
            if (value != null) {
                noted = noted.noting("the %s does not come back: %s".formatted(label, value));
            }
        }
        return noted;
    }
}
