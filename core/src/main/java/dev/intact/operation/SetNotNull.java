package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.check.Nulls;
import java.util.List;

/**
 * Forbids NULL in a column.
 *
 * @param table the table
 * @param column the column
 */
public record SetNotNull(TableName table, String column) implements Primitive {

    @Override
    public Catalog after(Catalog before) {
        return NotNull.set(before, table, column, true);
    }

    @Override
    public List<DataCheck> checks(Catalog before) {
        var there = before.table(table);
        return there.column(column).notNull() ? List.of() : List.of(new Nulls(there.name(), List.of(column)));
    }

    @Override
    public Undo undo(Catalog before) {
        var there = before.table(table);
        if (there.column(column).notNull()) {
            return Undo.NOTHING;
        }
        return ReplacePrimaryKey.isRowid(before, there, there.primaryKey())
                ? Undo.NOTHING.noting("NULL stays forbidden in %s (%s): as a primary key it tells the row's number"
                        .formatted(table, column))
                : Undo.by(new DropNotNull(table, column));
    }

    @Override
    public boolean cancels(Operation other) {
        return other.equals(new DropNotNull(table, column));
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        return Call.of("setNotNull", table, List.of(column)).toString();
    }

    static SetNotNull read(Call head, List<Call> rest) {
        return new SetNotNull(head.table(), NotNull.onlyColumn(head, rest));
    }
}
