package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives a table of its own again to what {@link DropAbsorbed} has left in the one that it belonged to: a row for each of
 * that one's, and pointers to them. Both hold the same from then on.
 *
 * @param absorption which rows belong together, and which column goes where
 * @param pointer the columns that point at the table again; their values are those of the key of the row that they are in
 */
public record CopyRows(Absorption absorption, List<Column> pointer) implements Primitive {
    public CopyRows {
        pointer = List.copyOf(pointer);
    }

    @Override
    public TableName table() {
        return absorption.target();
    }

    @Override
    public Scope scope() {
        var defaults = pointer.stream()
                .filter(column -> column.defaultValue() != null)
                .map(Column::defaultAsComparable)
                .collect(Collectors.toSet());
        return Scope.of(table(), defaults).plus(Scope.ofPossible(absorption.source()));
    }

    /** {@return the column of the target whose values become those of the pointer} */
    public String numbering(Catalog before) {
        return numbering(before, absorption).get(0);
    }

    /** The target's primary key, but for what joins it to the source by itself. */
    static List<String> numbering(Catalog before, Absorption absorption) {
        var key = before.table(absorption.target()).primaryKey();
        return key == null
                ? List.of()
                : key.columns().stream()
                        .filter(column -> !ColumnPair.from(absorption.joined()).contains(column))
                        .toList();
    }

    private boolean isDone(Catalog before) {
        var there = before.table(table());
        return Absorption.found(there, absorption.source()).isPresent()
                || ColumnPair.to(absorption.moved()).stream()
                        .noneMatch(column -> there.find(column).isPresent());
    }

    @Override
    public Catalog after(Catalog before) {
        if (isDone(before)) {
            return before;
        }
        var exact = absorption.exact(before);
        var target = before.table(table());
        for (var column : pointer) {
            target = target.with(
                    before.inNormalForm(target.name(), column),
                    Expression.of(column.type().isEmpty() ? "null" : "cast(null as %s)".formatted(column.type())));
        }
        return before.with(target.with(Absorption.keptEqual(exact.source()), exact.toString()));
    }

    @Override
    public Set<TableName> moves(Catalog before) {
        return Set.of(before.table(table()).name());
    }

    @Override
    public Set<TableName> fills(Catalog before) {
        return isDone(before) ? Set.of() : Set.of(absorption.exact(before).source());
    }

    @Override
    public Undo undo(Catalog before) {
        return isDone(before) ? Undo.NOTHING : Undo.by(new DropAbsorbed(absorption.exact(before), List.of()));
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        var calls = absorption.calls("copyRows");
        pointer.forEach(column -> calls.add(new Call(
                "with", List.of(new Call.Nested(ChangeText.chainOf(new AddColumn(table(), column).toString()))))));
        return Call.chain(calls);
    }

    static CopyRows read(Call head, List<Call> rest) {
        var left = new ArrayList<Call>();
        var absorption = Absorption.read(head, rest, left);
        var pointer = new ArrayList<Column>();
        for (var call : left) {
            if (!call.name().equals("with")) {
                throw call.unexpected();
            }
            var chain = call.chains().get(0);
            pointer.add(
                    AddColumn.read(chain.get(0), chain.subList(1, chain.size())).column());
        }
        return new CopyRows(absorption, pointer);
    }
}
