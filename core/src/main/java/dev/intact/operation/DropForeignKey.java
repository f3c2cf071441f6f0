package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.TargetKey;
import dev.intact.error.DifferentShapeException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Drops the foreign key on these columns. Where there is none, there is nothing to do.
 *
 * @param table the referencing table
 * @param columns the referencing columns
 * @param name the name of the key, or null for the only one on these columns
 */
public record DropForeignKey(
        TableName table, List<String> columns, @Nullable String name) implements Primitive {
    public DropForeignKey {
        columns = Columns.require("dropForeignKey", columns);
    }

    /** {@return this, for the key of that name} */
    public DropForeignKey named(String chosen) {
        return new DropForeignKey(table, columns, chosen);
    }

    /**
     * {@return the key to drop, if it is there}
     *
     * @throws DifferentShapeException if there are several, and none is named
     */
    public Optional<ForeignKey> key(Table there) {
        var wanted = new HashSet<>(columns);
        var keys = there.foreignKeys().stream()
                .filter(key -> new HashSet<>(key.columns()).equals(wanted) && (name == null || name.equals(key.name())))
                .toList();
        if (keys.size() > 1) {
            throw new DifferentShapeException(
                    "%s (%s)".formatted(table, String.join(", ", columns)),
                    "one foreign key on these columns",
                    keys.stream()
                            .map(key -> key.name() == null ? key.toString() : key.name() + ": " + key)
                            .collect(Collectors.joining("; ")),
                    "name the one: .named(\"…\")");
        }
        return keys.stream().findFirst();
    }

    @Override
    public Catalog after(Catalog before) {
        var there = before.table(table);
        columns.forEach(there::column);
        return key(there).map(key -> without(before, there, key)).orElse(before);
    }

    /** With a key of a partitioned table go its parts in the partitions. */
    private static Catalog without(Catalog before, Table there, ForeignKey key) {
        var after = before.with(there.without(key));
        for (var name : there.partitions()) {
            var partition = before.find(name);
            var part = partition.flatMap(below -> below.foreignKeys().stream()
                    .filter(each -> each.sameReference(key) && each.sameRule(key))
                    .findFirst());
            if (part.isPresent()) {
                after = without(after, partition.get(), part.get());
            }
        }
        return after;
    }

    @Override
    public List<String> boundTo() {
        return columns;
    }

    @Override
    public Undo undo(Catalog before) {
        var there = before.table(table);
        return key(there).map(key -> undo(before, there, key)).orElse(Undo.NOTHING);
    }

    /** SQLite keeps keys that no row can be held to, and that nobody can add. */
    private Undo undo(Catalog before, Table there, ForeignKey key) {
        var referenced = before.find(key.referenced());
        if (referenced.isEmpty()) {
            return Undo.impossible("%s points at %s, which is not there".formatted(key, key.referenced()));
        }
        var exact = Keys.exact(before, key);
        return TargetKey.isIn(referenced.get(), exact.referencedColumns())
                ? undo(there, exact)
                : Undo.impossible("%s points at columns that are not unique".formatted(key));
    }

    private Undo undo(Table there, ForeignKey key) {
        return there.enforces(key)
                ? Unrestored.ofForeignKey(Undo.by(new AddForeignKeyConstraint(table, key, false)), there, key)
                : Undo.impossible(
                        "the foreign key %s was not enforced, and would come back enforced".formatted(key.name()));
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        return NamedText.of("dropForeignKey", table, columns, name);
    }

    static DropForeignKey read(Call head, List<Call> rest) {
        return new DropForeignKey(head.table(), head.texts(1), NamedText.nameIn(rest));
    }
}
