package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Check;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Optional;

/**
 * Drops a CHECK constraint. Where it is absent, there is nothing to do.
 *
 * @param table the table
 * @param name the name of the constraint
 */
public record DropCheck(TableName table, String name) implements Primitive {
    /** {@return the constraint to drop, if it is there} */
    public Optional<Check> check(Table there) {
        return there.checks().stream().filter(each -> name.equals(each.name())).findFirst();
    }

    @Override
    public Catalog after(Catalog before) {
        var there = before.table(table);
        return check(there).map(each -> before.with(there.without(each))).orElse(before);
    }

    @Override
    public Undo undo(Catalog before) {
        return check(before.table(table))
                .map(each -> Undo.by(new AddCheck(table, new Check(name, each.condition(), true))))
                .orElse(Undo.NOTHING);
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        return Call.of("dropCheck", table, List.of(name)).toString();
    }

    static DropCheck read(Call head, List<Call> rest) {
        if (!rest.isEmpty()) {
            throw rest.get(0).unexpected();
        }
        return new DropCheck(head.table(), head.text(1));
    }
}
