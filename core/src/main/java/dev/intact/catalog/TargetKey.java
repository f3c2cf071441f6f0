package dev.intact.catalog;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whether foreign keys can point at some columns: a key for all rows, checked at each statement, is on just these. */
public final class TargetKey {
    private TargetKey() {}

    /** {@return whether the table has one on these columns, in whatever order} */
    public static boolean isIn(Table table, List<String> columns) {
        var wanted = Set.copyOf(columns);
        return !wanted.isEmpty() && keys(table).anyMatch(key -> Set.copyOf(key).equals(wanted));
    }

    private static Stream<List<String>> keys(Table table) {
        return Stream.of(
                        Stream.ofNullable(table.primaryKey())
                                .filter(key -> !key.deferral().deferrable())
                                .map(PrimaryKey::columns),
                        table.uniqueKeys().stream()
                                .filter(key -> !key.deferral().deferrable())
                                .map(UniqueKey::columns),
                        table.indexes().stream()
                                .filter(TargetKey::isKey)
                                .map(index -> inAnyOrder(index).plainColumns()))
                .flatMap(each -> each);
    }

    private static boolean isKey(Index index) {
        return index.unique() && index.predicate() == null && index.state() == Index.State.VALID;
    }

    /** However it is sorted, it tells rows apart by the same values. */
    private static Index inAnyOrder(Index index) {
        return index.withTerms(index.terms().stream()
                .map(term -> new IndexTerm(
                        term.value(), term.collation(), term.operatorClass(), false, IndexTerm.Nulls.BY_DEFAULT))
                .toList());
    }
}
