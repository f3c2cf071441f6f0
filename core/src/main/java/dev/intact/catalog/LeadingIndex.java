package dev.intact.catalog;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whether an index finds rows by some columns: it covers all rows and leads with just these, in whatever order. */
public final class LeadingIndex {
    private LeadingIndex() {}

    /** {@return whether the table has one} */
    public static boolean isIn(Table table, List<String> columns) {
        return keys(table)
                .anyMatch(key -> key.size() >= columns.size()
                        && Set.copyOf(key.subList(0, columns.size())).equals(Set.copyOf(columns)));
    }

    /** {@return whether the table has one that leads with some of them, so that few rows are left to look at} */
    public static boolean narrows(Table table, List<String> columns) {
        return keys(table).anyMatch(key -> !key.isEmpty() && columns.contains(key.get(0)));
    }

    private static Stream<List<String>> keys(Table table) {
        var primaryKey = table.primaryKey();
        return Stream.of(
                        primaryKey == null ? Stream.<List<String>>empty() : Stream.of(primaryKey.columns()),
                        table.uniqueKeys().stream().map(key -> key.columns()),
                        table.indexes().stream().filter(LeadingIndex::findsAll).map(LeadingIndex::columns))
                .flatMap(each -> each);
    }

    private static boolean findsAll(Index index) {
        return index.predicate() == null
                && index.state() == Index.State.VALID
                && index.method().equals(Index.BTREE);
    }

    private static List<String> columns(Index index) {
        return index.terms().stream()
                .takeWhile(term -> term.value() instanceof IndexTerm.OfColumn && term.collation() == null)
                .map(term -> term.value().toString())
                .toList();
    }
}
