package dev.intact.operation;

import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Table;
import dev.intact.catalog.UniqueKey;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is said of an index, a key or a column besides its definition, and does not come back with it. */
final class Unrestored {
    private Unrestored() {}

    static Undo ofIndex(Undo undo, Table there, @Nullable String name) {
        return noting(undo, there, Stream.of(Table.COMMENT_ON_INDEX + name));
    }

    /** What has no name of its own is labelled by the key's text. */
    static Undo ofKey(Undo undo, Table there, UniqueKey key) {
        var named = Stream.of(
                Table.COMMENT_ON_INDEX + key.name(),
                "comment on the index of constraint " + key.name(),
                "storage of index " + key.name());
        return noting(undo, there, Stream.concat(named, labels(there, " " + key)));
    }

    static Undo ofForeignKey(Undo undo, Table there, ForeignKey key) {
        return noting(undo, there, Stream.of("comment on constraint " + key.name()));
    }

    private static Stream<String> labels(Table there, String end) {
        return there.properties().keySet().stream().filter(label -> label.endsWith(end));
    }

    static Undo ofColumn(Undo undo, Table there, String column) {
        return noting(undo, there, labels(there, " column " + column));
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
