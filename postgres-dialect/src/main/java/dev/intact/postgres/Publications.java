package dev.intact.postgres;

import dev.intact.catalog.Dependent;
import dev.intact.catalog.Table;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What those who receive a table's rows have to know. */
final class Publications {
    private Publications() {}

    /** Says that a subscriber cannot receive a column which its own table lacks. */
    static void warn(Stages stages, Table table, List<String> added) {
        var publishing = Stream.concat(
                        table.properties().entrySet().stream()
                                .filter(each -> each.getKey().startsWith("published "))
                                .map(Map.Entry::getValue),
                        table.dependents().stream()
                                .filter(user -> user.kind() == Dependent.Kind.PUBLICATION)
                                .map(user -> user.name().name()))
                .toList();
        if (!publishing.isEmpty() && !added.isEmpty()) {
            stages.warn("%s is published by %s: subscribers need the new columns (%s) before it gets them"
                    .formatted(table.name(), String.join(", ", publishing), String.join(", ", added)));
        }
    }
}
