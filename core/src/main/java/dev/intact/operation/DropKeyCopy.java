package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.check.Contradicting;
import dev.intact.check.DataCheck;
import java.util.List;
import java.util.Set;

/**
 * Takes from a table the columns that it has of another's key, once it is proved that each value can be told from the row
 * which is referred to.
 *
 * @param copy which table refers to which, and what it loses
 */
public record DropKeyCopy(KeyCopy copy) implements Primitive {
    @Override
    public TableName table() {
        return copy.child();
    }

    @Override
    public Scope scope() {
        return Scope.of(copy.child()).plus(Scope.of(copy.parent()));
    }

    /** {@return the columns that are there and go} */
    public List<String> columns(Catalog before) {
        var there = before.table(table());
        return ColumnPair.from(copy.copied()).stream()
                .filter(column -> there.find(column).isPresent())
                .toList();
    }

    @Override
    public Catalog after(Catalog before) {
        var after = before;
        for (var column : columns(before)) {
            var users = ColumnUsers.of(after, after.table(table()), column);
            users.refuseOthersThan(List.of());
            after = users.without(after, after.table(table()));
        }
        return new EndKeyCopy(copy).after(after);
    }

    /** The parent's row says what the child's has said, as long as there is one for it. */
    @Override
    public List<DataCheck> checks(Catalog before) {
        var exact = copy.exact(before);
        var there = columns(before);
        return exact.copied().stream()
                .filter(pair -> there.contains(pair.from()))
                .<DataCheck>map(pair -> new Contradicting(exact.child(), exact.parent(), exact.joined(), pair, false))
                .toList();
    }

    @Override
    public boolean drops(TableName other, String dropped) {
        return table().equals(other) && ColumnPair.from(copy.copied()).contains(dropped);
    }

    @Override
    public Set<TableName> moves(Catalog before) {
        return Set.of(before.table(table()).name());
    }

    @Override
    public Undo undo(Catalog before) {
        return columns(before).isEmpty() ? Undo.NOTHING : Undo.by(new CopyKey(copy.exact(before)));
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        return Call.chain(copy.calls("dropKeyCopy"));
    }

    static DropKeyCopy read(Call head, List<Call> rest) {
        return new DropKeyCopy(KeyCopy.read(head, rest));
    }
}
