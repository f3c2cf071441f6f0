package dev.intact.operation;

import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Set;

/**
 * A key of a table, known by its columns in whatever order.
 *
 * @param table the table
 * @param columns the columns
 */
public record KeyColumns(TableName table, List<String> columns) {
    public KeyColumns {
        columns = List.copyOf(columns);
    }

    boolean isOn(TableName other, List<String> others) {
        boolean sameTable = table.schema() == null ? table.name().equals(other.name()) : table.equals(other);
        return sameTable && Set.copyOf(columns).equals(Set.copyOf(others));
    }
}
