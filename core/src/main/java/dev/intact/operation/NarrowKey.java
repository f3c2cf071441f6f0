package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Feature;
import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Table;
import dev.intact.catalog.UniqueKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A key of a table by which rows are told apart that would be the same to it once a key that they refer to has become wider.
 *
 * @param name its name, or null
 * @param columns its columns, in order
 * @param kind what it is
 */
record NarrowKey(@Nullable String name, List<String> columns, Kind kind) {
    /** What makes a table's rows differ. */
    sealed interface Kind {}

    /** Its primary key. */
    record Primary() implements Kind {}

    /** A UNIQUE constraint. */
    record Constraint(UniqueKey key) implements Kind {}

    /** A unique index. */
    record OfIndex(Index index) implements Kind {}

    NarrowKey {
        columns = List.copyOf(columns);
    }

    /** {@return the keys of a table that have all of these columns, and not all of those} */
    static List<NarrowKey> of(Table table, List<String> referring, List<String> added) {
        return all(table)
                .filter(key ->
                        key.columns.containsAll(referring) && (added.isEmpty() || !key.columns.containsAll(added)))
                .toList();
    }

    private static Stream<NarrowKey> all(Table table) {
        var primaryKey = table.primaryKey();
        return Stream.of(
                        Stream.ofNullable(primaryKey)
                                .map(key -> new NarrowKey(key.name(), key.columns(), new Primary())),
                        table.uniqueKeys().stream()
                                .map(key -> new NarrowKey(key.name(), key.columns(), new Constraint(key))),
                        table.indexes().stream()
                                .filter(index -> index.unique() && index.state() == Index.State.VALID)
                                .map(index -> new NarrowKey(index.name(), columns(table, index), new OfIndex(index))))
                .flatMap(keys -> keys);
    }

    /** Those that its expressions use as well. */
    private static List<String> columns(Table table, Index index) {
        var columns = new ArrayList<String>();
        for (var term : index.terms()) {
            if (term.value() instanceof IndexTerm.OfExpression of) {
                table.columnNames().stream()
                        .filter(column -> ColumnUsers.uses(of.expression(), column))
                        .forEach(columns::add);
            } else {
                columns.add(term.value().toString());
            }
        }
        return columns.stream().distinct().toList();
    }

    boolean isPrimary() {
        return kind instanceof Primary;
    }

    /** {@return whether a foreign key can point at it} */
    boolean canBeReferenced() {
        return !(kind instanceof OfIndex of) || (of.index().predicate() == null && isPlain(of.index()));
    }

    private static boolean isPlain(Index index) {
        return index.terms().stream().allMatch(term -> term.value() instanceof IndexTerm.OfColumn);
    }

    // ---- the wider one

    /** {@return the operation that makes the wider key, but for a primary key's name} */
    Operation widened(Catalog before, Table table, List<String> added, Optional<String> chosen) {
        var all = new ArrayList<>(columns);
        all.addAll(added);
        var given = chosen.orElseGet(() -> Names.unique(table.name(), all));
        if (kind instanceof Constraint of && before.server().can(Feature.ADD_UNIQUE_CONSTRAINT)) {
            return new AddUniqueConstraint(
                    table.name(),
                    new UniqueKey(
                            given,
                            all,
                            of.key().include().stream()
                                    .filter(column -> !added.contains(column))
                                    .toList(),
                            of.key().nullsDistinct(),
                            of.key().deferral()));
        }
        if (kind instanceof OfIndex of) {
            var terms = new ArrayList<>(of.index().terms());
            added.forEach(column -> terms.add(IndexTerm.column(column)));
            return new CreateIndex(table.name(), of.index().withTerms(terms).withName(given));
        }
        return new CreateIndex(table.name(), Index.on(given, all).withUnique(true));
    }

    /** {@return the operation that ends it, where it is no primary key} */
    Primitive end(Table table) {
        return kind instanceof OfIndex
                ? new DropIndex(table.name(), String.valueOf(name), null)
                : new DropUnique(table.name(), columns, name);
    }

    @Override
    public String toString() {
        var what = isPrimary() ? "primary key" : kind instanceof OfIndex ? "unique index" : "unique";
        var key = "%s (%s)".formatted(what, String.join(", ", columns));
        return name == null ? key : name + ": " + key;
    }
}
