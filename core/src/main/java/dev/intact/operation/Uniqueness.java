package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.TargetKey;
import dev.intact.catalog.UniqueKey;
import dev.intact.error.DependentsException;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What already keeps rows apart in a table, and who relies on it. */
final class Uniqueness {
    private Uniqueness() {}

    /** Whether a constraint or valid index forbids, at each statement, just the rows that this unique index would. */
    static boolean enforces(Table table, Index wanted) {
        return byConstraint(table, wanted) || byIndex(table, wanted);
    }

    private static boolean byIndex(Table table, Index wanted) {
        return table.indexes().stream()
                .anyMatch(index -> index.state() == Index.State.VALID && forbidSame(index, wanted));
    }

    /** Further columns that an index carries do not make it forbid anything else. */
    static boolean forbidSame(Index one, Index other) {
        return one.unique() && other.unique() && one.withInclude(List.of()).sameShape(other.withInclude(List.of()));
    }

    private static boolean byConstraint(Table table, Index wanted) {
        var columns = wanted.plainColumns();
        if (columns.isEmpty() || wanted.predicate() != null) {
            return false;
        }
        var key = new UniqueKey(null, columns, List.of(), wanted.nullsDistinct(), Deferral.NOT_DEFERRABLE);
        return enforces(table, key);
    }

    static boolean enforces(Table table, UniqueKey wanted) {
        return table.uniqueKeys().stream().anyMatch(wanted::sameShape)
                || (table.primaryKey() != null
                        && table.primaryKey().columns().equals(wanted.columns())
                        && table.primaryKey().deferral() == wanted.deferral());
    }

    /** Whether a key on some of the columns tells all rows apart already, so that this unique index forbids nothing more. */
    static boolean impliedBy(Table table, Index wanted) {
        var columns = wanted.plainColumns();
        return keys(table)
                .filter(key -> !key.deferral().deferrable() && columns.containsAll(key.columns()))
                .anyMatch(key -> wanted.nullsDistinct() || !key.nullsDistinct());
    }

    private static Stream<UniqueKey> keys(Table table) {
        var primaryKey = Stream.ofNullable(table.primaryKey())
                .map(key -> new UniqueKey(key.name(), key.columns(), List.of(), true, key.deferral()));
        var indexes = table.indexes().stream()
                .filter(index -> index.unique() && index.predicate() == null && index.state() == Index.State.VALID)
                .filter(index -> !index.plainColumns().isEmpty())
                .map(index -> new UniqueKey(
                        index.name(), index.plainColumns(), List.of(), index.nullsDistinct(), Deferral.NOT_DEFERRABLE));
        return Stream.of(primaryKey, table.uniqueKeys().stream(), indexes).flatMap(keys -> keys);
    }

    /** Who needs a key by name, as far as the database tells. */
    static List<String> users(Table table, @Nullable String key) {
        return Stream.ofNullable(table.properties().get(Table.USERS_OF_CONSTRAINT + key))
                .toList();
    }

    /** What every application loses with a unique key on these terms. */
    static String lossOf(TableName table, String terms) {
        return "statements with ON CONFLICT (%s) on %s fail from then on".formatted(terms, table);
    }

    /**
     * Refuses to take away a key that a foreign key points at, unless another such key remains. SQLite drops such an
     * index in silence and fails at the next write ("foreign key mismatch", its documentation on foreign keys, section
     * 3); PostgreSQL refuses by itself, but only half-way.
     */
    static void refuseIfReferenced(Catalog before, Table without, List<String> columns, String subject) {
        if (columns.isEmpty() || TargetKey.isIn(without, columns)) {
            return;
        }
        var references = before.referencesTo(without.name()).stream()
                .filter(reference -> sameColumns(reference.key().referencedColumns(), columns))
                .map(reference -> reference.from() + " " + reference.key())
                .toList();
        if (!references.isEmpty()) {
            throw new DependentsException(
                    subject,
                    references,
                    "drop those foreign keys first, or add another unique key on the same columns");
        }
    }

    static boolean sameColumns(List<String> some, List<String> others) {
        return new HashSet<>(some).equals(new HashSet<>(others));
    }
}
