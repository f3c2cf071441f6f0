package dev.intact.operation;

import dev.intact.catalog.Table;
import dev.intact.error.UnsupportedChangeException;

/** Rows that are in several tables at once are filled in none of them by one update. */
public final class SharedRows {
    private SharedRows() {}

    /**
     * Refuses such a table.
     *
     * @throws UnsupportedChangeException if it is partitioned, or inherits
     */
    public static void refuse(Table table) {
        refuse("a wider key for or from " + table.name(), table);
    }

    static void refuse(String what, Table table) {
        var properties = table.properties();
        if (table.kind() == Table.Kind.PARTITIONED
                || properties.containsKey("partition of")
                || properties.containsKey("inherited by")
                || properties.containsKey("inherits from")) {
            throw new UnsupportedChangeException(
                    what,
                    "it is partitioned, or inherits: its rows are in other tables as well",
                    "end that first, or do it by hand");
        }
    }
}
