package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.UniqueKey;
import dev.intact.error.DependentsException;
import dev.intact.error.DifferentShapeException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Drops the UNIQUE constraint on these columns or, where there is none, the unique index on them over all rows. Where
 * there is neither, there is nothing to do; where there are several, their names have to tell which is meant.
 *
 * @param table the table
 * @param columns the columns, in the key's order
 * @param name the name of the key, or null for the only one on these columns
 */
public record DropUnique(
        TableName table, List<String> columns, @Nullable String name) implements Primitive {
    public DropUnique {
        columns = Columns.require("dropUnique", columns);
    }

    /** {@return this, for the key of that name} */
    public DropUnique named(String chosen) {
        return new DropUnique(table, columns, chosen);
    }

    /** {@return the constraint to drop, if there is one} */
    public Optional<UniqueKey> constraint(Table there) {
        return constraints(there).findFirst();
    }

    private Stream<UniqueKey> constraints(Table there) {
        return there.uniqueKeys().stream()
                .filter(key -> key.columns().equals(columns) && (name == null || name.equals(key.name())));
    }

    /** {@return the unique index to drop, if there is one and no constraint} */
    public Optional<Index> index(Table there) {
        return constraint(there).isPresent() ? Optional.empty() : indexes(there).findFirst();
    }

    private Stream<Index> indexes(Table there) {
        return there.indexes().stream()
                .filter(index -> index.unique()
                        && index.predicate() == null
                        && index.plainColumns().equals(columns)
                        && (name == null || name.equals(index.name())));
    }

    /** Dropping one after the other, a second run would not find everything done. */
    private void refuseSeveral(Table there) {
        var found = Stream.concat(
                        constraints(there).map(key -> "constraint %s: %s".formatted(key.name(), key)),
                        indexes(there).map(index -> "index %s: %s".formatted(index.name(), index)))
                .toList();
        if (found.size() > 1) {
            throw new DifferentShapeException(
                    "unique (%s) of %s".formatted(String.join(", ", columns), table),
                    "one unique key on these columns",
                    String.join("; ", found),
                    "say which is meant: .named(\"…\")");
        }
    }

    @Override
    public Catalog after(Catalog before) {
        var there = before.table(table);
        columns.forEach(there::column);
        refuseSeveral(there);
        var without = constraint(there)
                .map(key -> there.without(key).withProperties(othersThanOf(key, there)))
                .or(() -> index(there).map(there::without))
                .orElse(there);
        if (without.equals(there)) {
            return before;
        }
        constraint(there).ifPresent(key -> refuseIfUsed(there, key));
        Uniqueness.refuseIfReferenced(
                before, without, columns, "the unique key (%s) of %s".formatted(String.join(", ", columns), table));
        return before.with(without);
    }

    private void refuseIfUsed(Table there, UniqueKey key) {
        var users = Uniqueness.users(there, key.name());
        if (!users.isEmpty()) {
            throw new DependentsException(
                    "the unique key %s of %s".formatted(key.name(), table), users, "change or drop those first");
        }
    }

    @Override
    public List<String> warnings(Catalog before) {
        return List.of(Uniqueness.lossOf(table, String.join(", ", columns)));
    }

    @Override
    public List<String> boundTo() {
        return columns;
    }

    @Override
    public Undo undo(Catalog before) {
        var there = before.table(table);
        return constraint(there)
                .map(key -> Unrestored.ofKey(Undo.by(new AddUniqueConstraint(table, key)), there, key))
                .or(() -> index(there)
                        .map(index -> Unrestored.ofIndex(Undo.by(new CreateIndex(table, index)), there, index.name())))
                .orElse(Undo.NOTHING);
    }

    /** What else is said of the constraint is labelled by its columns, and goes with it. */
    private static SortedMap<String, String> othersThanOf(UniqueKey key, Table there) {
        var others = new TreeMap<>(there.properties());
        others.keySet().removeIf(label -> label.endsWith(" " + key));
        return others;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        return NamedText.of("dropUnique", table, columns, name);
    }

    static DropUnique read(Call head, List<Call> rest) {
        return new DropUnique(head.table(), head.texts(1), NamedText.nameIn(rest));
    }
}
