package dev.intact.operation;

import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.TableName;
import java.util.List;

/**
 * A table that refers to another one's key, and by which of its columns to which.
 *
 * @param table the referring table
 * @param pairs its columns, and those that they refer to
 */
public record Referring(TableName table, List<ColumnPair> pairs) {
    public Referring {
        pairs = List.copyOf(pairs);
        Columns.requireDistinct("referencedBy", ColumnPair.from(pairs));
        Columns.require("referencedBy", ColumnPair.to(pairs));
    }
}
