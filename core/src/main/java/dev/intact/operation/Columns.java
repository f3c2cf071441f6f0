package dev.intact.operation;

import dev.intact.error.InvalidChangeException;
import java.util.HashSet;
import java.util.List;

/** What is asked of every list of columns. */
final class Columns {
    private Columns() {}

    static List<String> require(String operation, List<String> columns) {
        if (columns.isEmpty()) {
            throw new InvalidChangeException(operation + " needs a column");
        }
        return requireDistinct(operation, columns);
    }

    static List<String> requireDistinct(String operation, List<String> columns) {
        var seen = new HashSet<String>();
        for (var column : columns) {
            if (!seen.add(column)) {
                throw new InvalidChangeException("%s names the column %s twice".formatted(operation, column));
            }
        }
        return List.copyOf(columns);
    }
}
