package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.check.RowsWithoutValue;
import dev.intact.error.DifferentShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Adds a column at the end of a table.
 *
 * @param table the table
 * @param column the column; its type and default are SQL as the database has it
 */
public record AddColumn(TableName table, Column column) implements Primitive {

    /** A nullable column without a default. */
    public static AddColumn of(TableName table, String name, String type) {
        return new AddColumn(table, Column.of(name, type));
    }

    /** {@return this column, NULL forbidden} */
    public AddColumn notNull() {
        return new AddColumn(table, column.withNotNull(true));
    }

    /** {@return this column, with that SQL expression as its default, also for the rows that are there} */
    public AddColumn defaultValue(String expression) {
        return new AddColumn(table, column.withDefault(Expression.of(expression)));
    }

    /** {@return this column, with that collation} */
    public AddColumn collate(String collation) {
        return new AddColumn(table, column.withCollation(collation));
    }

    /**
     * {@return this column, each row that is there getting the value of that SQL expression over its own columns} Rows that
     * come later bring their own.
     */
    public AddFilledColumn filledBy(String expression) {
        return new AddFilledColumn(this, Expression.of(expression));
    }

    @Override
    public Scope scope() {
        return Scope.of(table, column.defaultValue() == null ? Set.of() : Set.of(column.defaultAsComparable()))
                .withType(column.type());
    }

    @Override
    public Catalog after(Catalog before) {
        var there = before.table(table);
        var wanted = before.inNormalForm(there.name(), column);
        var old = there.find(column.name());
        if (old.isEmpty()) {
            return withColumn(before, there, wanted);
        }
        if (!old.get().equals(wanted)) {
            throw new DifferentShapeException(
                    "column %s of %s".formatted(column.name(), table),
                    wanted.toString(),
                    old.get().toString(),
                    "choose another name, or leave the column out of the change");
        }
        return before;
    }

    /** Partitions get it, too. */
    private static Catalog withColumn(Catalog before, Table there, Column wanted) {
        var value = wanted.defaultValue() == null ? wanted.withDefault(Expression.of("null")) : wanted;
        var rows = wanted.type().isEmpty()
                ? Expression.of(String.valueOf(value.defaultValue()))
                : Expression.of(value.defaultAsComparable());
        var after = before;
        for (var name : before.withPartitions(there.name())) {
            var table = before.table(name);
            if (table.find(wanted.name()).isEmpty()) {
                after = after.with(table.with(wanted, rows));
            }
        }
        return after;
    }

    @Override
    public List<DataCheck> checks(Catalog before) {
        var there = before.table(table);
        boolean needsValue = column.notNull()
                && column.defaultValue() == null
                && column.generation() instanceof Generation.None
                && there.find(column.name()).isEmpty();
        return needsValue ? List.of(new RowsWithoutValue(there.name(), column.name())) : List.of();
    }

    @Override
    public Undo undo(Catalog before) {
        return before.table(table).find(column.name()).isPresent()
                ? Undo.NOTHING
                : Undo.by(new DropColumn(table, column.name(), List.of(), false));
    }

    @Override
    public boolean cancels(Operation other) {
        return other instanceof DropColumn drop
                && drop.table().equals(table)
                && drop.column().equals(column.name());
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        var calls = new ArrayList<Call>();
        calls.add(Call.of("addColumn", table, List.of(column.name(), column.type())));
        if (column.notNull()) {
            calls.add(Call.of("notNull"));
        }
        var value = column.defaultValue();
        if (value != null) {
            calls.add(Call.of("defaultValue", value.sql()));
        }
        var collation = column.collation();
        if (collation != null) {
            calls.add(Call.of("collate", collation));
        }
        if (column.generation() instanceof Generation.Identity identity) {
            calls.add(Call.of("identity", identity.always() ? "always" : "by default"));
        } else if (column.generation() instanceof Generation.Computed computed) {
            calls.add(Call.of("computed", computed.expression().sql(), computed.stored() ? "stored" : "virtual"));
        }
        return Call.chain(calls);
    }

    private AddColumn generated(Generation generation) {
        return new AddColumn(
                table,
                new Column(
                        column.name(),
                        column.type(),
                        column.notNull(),
                        column.defaultValue(),
                        generation,
                        column.collation()));
    }

    static AddColumn read(Call head, List<Call> rest) {
        var operation = of(head.table(), head.text(1), head.text(2));
        for (var call : rest) {
            operation = switch (call.name()) {
                case "notNull" -> operation.notNull();
                case "defaultValue" -> operation.defaultValue(call.text(0));
                case "collate" -> operation.collate(call.text(0));
                case "identity" ->
                    operation.generated(new Generation.Identity(call.text(0).equals("always")));
                case "computed" ->
                    operation.generated(new Generation.Computed(
                            Expression.of(call.text(0)), call.text(1).equals("stored")));
                default -> throw call.unexpected();
            };
        }
        return operation;
    }
}
