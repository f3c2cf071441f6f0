package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Generation;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.check.LostValues;
import dev.intact.error.DependentsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Drops a column. Refused while a row holds a value in it that the column's default would not bring back, unless that is
 * said; refused while an index, constraint, view or trigger uses it, unless that is named to go along.
 *
 * @param table the table
 * @param column the column
 * @param along the names of indexes, unique keys, checks, foreign keys, views, triggers, rules and policies that
 *     go with it, also those of other tables, and of routines, each with its arguments as PostgreSQL words
 *     them: {@code "strength(integer)"}
 * @param discarding whether values may be lost
 */
public record DropColumn(TableName table, String column, List<String> along, boolean discarding) implements Primitive {
    public DropColumn {
        along = Columns.requireDistinct("dropColumn(…).along", along);
    }

    /** {@return this, and what has these names and uses the column goes with it} */
    public DropColumn along(String... names) {
        return new DropColumn(table, column, List.of(names), discarding);
    }

    /** {@return this, whatever values the column holds} */
    public DropColumn discardingValues() {
        return new DropColumn(table, column, along, true);
    }

    @Override
    public Catalog after(Catalog before) {
        var there = before.table(table);
        if (there.find(column).isEmpty()) {
            return before;
        }
        var users = ColumnUsers.of(before, there, column);
        users.refuseOthersThan(along);
        if (there.columns().size() == 1) {
            throw new DependentsException(
                    "the column %s of %s".formatted(column, table),
                    List.of("the table, which has no other column"),
                    "drop the table itself");
        }
        return users.without(before, there);
    }

    @Override
    public boolean drops(TableName other, String dropped) {
        return table.equals(other) && column.equals(dropped);
    }

    @Override
    public Set<TableName> moves(Catalog before) {
        return before.withPartitions(table);
    }

    @Override
    public List<DataCheck> checks(Catalog before) {
        var there = before.table(table);
        return there.find(column)
                .filter(old -> !discarding && !(old.generation() instanceof Generation.Computed))
                .<List<DataCheck>>map(old -> List.of(new LostValues(there.name(), column, old.defaultValue())))
                .orElse(List.of());
    }

    @Override
    public Undo undo(Catalog before) {
        var there = before.table(table);
        var old = there.find(column);
        if (old.isEmpty()) {
            return Undo.NOTHING;
        }
        if (discarding) {
            return Undo.impossible("the values of %s (%s) are not kept".formatted(table, column));
        }
        return ColumnUsers.of(before, there, column).restoring(before, table, old.get());
    }

    @Override
    public boolean cancels(Operation other) {
        return other instanceof AddColumn add
                && add.table().equals(table)
                && add.column().name().equals(column);
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        var calls = new ArrayList<Call>();
        calls.add(Call.of("dropColumn", table, List.of(column)));
        if (!along.isEmpty()) {
            calls.add(Call.of("along", along));
        }
        if (discarding) {
            calls.add(Call.of("discardingValues"));
        }
        return Call.chain(calls);
    }

    static DropColumn read(Call head, List<Call> rest) {
        var operation = new DropColumn(head.table(), head.text(1), List.of(), false);
        for (var call : rest) {
            operation = switch (call.name()) {
                case "along" -> operation.along(call.texts(0).toArray(String[]::new));
                case "discardingValues" -> operation.discardingValues();
                default -> throw call.unexpected();
            };
        }
        return operation;
    }
}
