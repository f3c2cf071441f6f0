package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.error.DifferentShapeException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Drops an index. Where it is absent, there is nothing to do.
 *
 * @param table the table
 * @param name the name of the index
 * @param redundantTo the index or key that does its work from now on, so that only an index that it makes redundant is
 *     dropped; or null for an index of any shape
 */
public record DropIndex(
        TableName table, String name, @Nullable Index redundantTo) implements Primitive {

    @Override
    public Catalog after(Catalog before) {
        var there = before.table(table);
        refuseConstraint(there);
        var index = there.index(name);
        if (index.isEmpty()) {
            return before;
        }
        refuseUnlessRedundant(before, there, index.get());
        var without = there.without(index.get());
        if (index.get().unique()) {
            Uniqueness.refuseIfReferenced(before, without, index.get().plainColumns(), "index " + name);
        }
        return before.with(without);
    }

    private void refuseConstraint(Table there) {
        if (there.index(name).isEmpty() && there.indexAndConstraintNames().contains(name)) {
            throw new DifferentShapeException(
                    name,
                    "an index that belongs to no constraint",
                    there.uniqueKey(name).map(Object::toString).orElse("a constraint of " + there.name()),
                    "drop the constraint: dropUnique(…)");
        }
    }

    private void refuseUnlessRedundant(Catalog before, Table there, Index index) {
        if (redundantTo == null) {
            return;
        }
        var key = before.inNormalForm(there.name(), redundantTo);
        if (!isRedundant(index, key)) {
            throw new DifferentShapeException(
                    name,
                    "a plain index on the leading terms of " + key,
                    index.toString(),
                    "leave replacingIndex(…) out, and drop it on its own if it is not needed: dropIndex(…)");
        }
    }

    /** Whether every look-up by the index can be done by the key: its terms lead, over at least the same rows. */
    private static boolean isRedundant(Index index, Index key) {
        int terms = index.terms().size();
        return !index.unique()
                && index.method().equals(Index.BTREE)
                && index.include().isEmpty()
                && terms <= key.terms().size()
                && index.terms().equals(key.terms().subList(0, terms))
                && (key.predicate() == null || key.predicate().equals(index.predicate()));
    }

    @Override
    public List<String> warnings(Catalog before) {
        return before.table(table)
                .index(name)
                .filter(Index::unique)
                .map(index -> List.of(Uniqueness.lossOf(
                        table, index.terms().stream().map(IndexTerm::toString).collect(Collectors.joining(", ")))))
                .orElse(List.of());
    }

    @Override
    public Undo undo(Catalog before) {
        var there = before.table(table);
        return there.index(name)
                .filter(index -> index.state() == Index.State.VALID)
                .map(index -> Unrestored.ofIndex(Undo.by(new CreateIndex(table, index)), there, name))
                .orElse(Undo.NOTHING);
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        return Call.of("dropIndex", table, List.of(name)).toString();
    }

    static DropIndex read(Call head, List<Call> rest) {
        if (!rest.isEmpty()) {
            throw rest.get(0).unexpected();
        }
        return new DropIndex(head.table(), head.text(1), null);
    }
}
