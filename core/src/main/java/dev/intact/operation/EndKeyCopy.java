package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import java.util.List;

/**
 * Lets the columns that a table has of another's key be its own: what is written to them is what the application says,
 * and nothing fills them any more.
 *
 * @param copy which table refers to which, and what it has got
 */
public record EndKeyCopy(KeyCopy copy) implements Primitive {
    @Override
    public TableName table() {
        return copy.child();
    }

    @Override
    public Scope scope() {
        return Scope.of(copy.child()).plus(Scope.of(copy.parent()));
    }

    @Override
    public Catalog after(Catalog before) {
        var exact = copy.exact(before);
        return before.with(
                before.table(table()).withoutProperty(exact.underWay()).withoutProperty(exact.kept()));
    }

    /** What was filled for others is not filled again. */
    @Override
    public Undo undo(Catalog before) {
        var exact = copy.exact(before);
        return exact.begun(before.table(table())).isPresent() && copy.isRequired(before)
                ? Undo.NOTHING.noting("until (%s) of %s are gone as well, only what writes them can insert there"
                        .formatted(String.join(", ", ColumnPair.from(copy.copied())), exact.child()))
                : Undo.NOTHING;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        return Call.chain(copy.calls("endKeyCopy"));
    }

    static EndKeyCopy read(Call head, List<Call> rest) {
        return new EndKeyCopy(KeyCopy.read(head, rest));
    }
}
