package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Table;
import dev.intact.check.DataCheck;
import dev.intact.check.Duplicates;
import dev.intact.check.Orphans;
import dev.intact.check.Unmet;
import java.util.List;
import java.util.stream.Stream;

/** The rules that a table has, as they are asked of rows that are yet to be written. */
final class OwnRules {
    private OwnRules() {}

    /** {@return those about a column, NOT NULL aside} */
    static Stream<DataCheck> about(Catalog catalog, Table table, String column) {
        var name = table.name();
        var keys = Stream.concat(
                Stream.ofNullable(table.primaryKey())
                        .filter(key -> key.columns().contains(column))
                        .map(key -> new Duplicates(name, terms(key.columns()), null, true)),
                table.uniqueKeys().stream()
                        .filter(key -> key.columns().contains(column))
                        .map(key -> new Duplicates(name, terms(key.columns()), null, key.nullsDistinct())));
        var indexes = table.indexes().stream()
                .filter(index -> index.unique() && ColumnUsers.uses(index, column))
                .map(index -> new Duplicates(name, index.terms(), index.predicate(), index.nullsDistinct()));
        var checks = table.checks().stream()
                .filter(check -> ColumnUsers.uses(check.condition(), column))
                .map(check -> new Unmet(name, check.condition()));
        var references = table.foreignKeys().stream()
                .filter(key -> key.columns().contains(column))
                .map(key -> Orphans.of(name, Keys.exact(catalog, key)));
        return Stream.of(keys, indexes, checks, references).flatMap(rules -> rules);
    }

    private static List<IndexTerm> terms(List<String> columns) {
        return columns.stream().map(IndexTerm::column).toList();
    }
}
