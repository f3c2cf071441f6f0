package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Feature;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.error.DependentsException;
import java.util.List;

/**
 * Allows NULL in a column.
 *
 * @param table the table
 * @param column the column
 */
public record DropNotNull(TableName table, String column) implements Primitive {

    @Override
    public Catalog after(Catalog before) {
        var there = before.table(table);
        var key = there.primaryKey();
        if (key != null && key.columns().contains(column) && !allowsNulls(before, there)) {
            throw new DependentsException(
                    "NOT NULL of %s (%s)".formatted(table, column),
                    List.of(key.toString()),
                    "a primary key has no NULLs: leave the column as it is");
        }
        return NotNull.set(before, table, column, false);
    }

    /** SQLite's do where rows are not stored by them (<a href="https://sqlite.org/quirks.html#primary_keys_can_sometimes_contain_nulls">quirk 5</a>). */
    private static boolean allowsNulls(Catalog catalog, Table table) {
        return !catalog.server().can(Feature.IDENTITY_COLUMNS)
                && !table.properties().containsKey("rowid alias")
                && !table.properties().containsKey("without rowid");
    }

    @Override
    public Undo undo(Catalog before) {
        return before.table(table).column(column).notNull() ? Undo.by(new SetNotNull(table, column)) : Undo.NOTHING;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        return Call.of("dropNotNull", table, List.of(column)).toString();
    }

    static DropNotNull read(Call head, List<Call> rest) {
        return new DropNotNull(head.table(), NotNull.onlyColumn(head, rest));
    }
}
