package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.Uncopied;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Gives up the columns that {@link CopyColumns} has made, once it is proved that the table that they come from holds the
 * same.
 *
 * @param absorption which rows belong together, and which column went where
 */
public record DropCopies(Absorption absorption) implements Primitive {
    @Override
    public TableName table() {
        return absorption.target();
    }

    @Override
    public Scope scope() {
        return Scope.of(table()).plus(Scope.ofPossible(absorption.source()));
    }

    /** {@return the rule that the other table holds all that goes} */
    public Uncopied uncopied(Catalog before) {
        var exact = absorption.exact(before);
        return new Uncopied(
                exact.target(),
                exact.source(),
                exact.joined(),
                absorption.moved().stream()
                        .map(pair -> new ColumnPair(pair.to(), pair.from()))
                        .toList());
    }

    /** {@return the target's columns that are there and go} */
    public List<String> columns(Catalog before) {
        var there = before.table(table());
        return ColumnPair.to(absorption.moved()).stream()
                .filter(column -> there.find(column).isPresent())
                .toList();
    }

    /** {@return the names of the indexes that were made for the copying, by their tables} */
    public List<DropIndex> keys(Catalog before) {
        var joined = absorption.joined();
        return Stream.concat(
                        key(before, absorption.target(), ColumnPair.from(joined)),
                        key(before, absorption.source(), ColumnPair.to(joined)))
                .toList();
    }

    private static Stream<DropIndex> key(Catalog before, TableName name, List<String> columns) {
        var own = Names.oneToOne(name, columns);
        return before.find(name).stream()
                .filter(table -> table.index(own).isPresent())
                .map(table -> new DropIndex(table.name(), own, null));
    }

    @Override
    public Catalog after(Catalog before) {
        if (before.find(absorption.source()).isEmpty() || columns(before).isEmpty()) {
            return before;
        }
        var exact = absorption.exact(before);
        var after = before;
        for (var column : columns(before)) {
            var users = ColumnUsers.of(after, after.table(table()), column);
            users.refuseOthersThan(List.of());
            after = users.without(after, after.table(table()));
        }
        for (var key : keys(before)) {
            var there = after.table(key.table());
            after = after.with(there.without(there.index(key.name()).orElseThrow()));
        }
        return after.with(withoutTraces(after.table(table()), exact.source()));
    }

    private static Table withoutTraces(Table target, TableName source) {
        return target.withoutProperty(Absorption.underWay(source)).withoutProperty(Absorption.keptEqual(source));
    }

    @Override
    public Set<TableName> moves(Catalog before) {
        return Set.of(before.table(table()).name());
    }

    @Override
    public Undo undo(Catalog before) {
        return columns(before).isEmpty() ? Undo.NOTHING : Undo.by(new CopyColumns(absorption.exact(before)));
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        return Call.chain(absorption.calls("dropCopies"));
    }

    static DropCopies read(Call head, List<Call> rest) {
        return new DropCopies(Absorption.readAll(head, rest));
    }
}
