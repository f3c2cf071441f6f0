package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Feature;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Table;
import dev.intact.check.DataCheck;
import dev.intact.check.Duplicates;
import dev.intact.check.Orphans;
import dev.intact.check.Unmet;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rules that a table has, as they are asked of rows that are yet to be written: those of which it is certain what they
 * will be asked of. The database asks all of them when the rows are written.
 */
final class OwnRules {
    private final Catalog catalog;
    private final Table table;

    /** What the rules see besides, but is made only as a row is written. */
    private final List<String> unknown;

    OwnRules(Catalog catalog, Table table, List<String> made) {
        this.catalog = catalog;
        this.table = table;
        unknown = Stream.concat(
                        made.stream(),
                        table.columns().stream()
                                .filter(column -> column.generation() instanceof Generation.Computed)
                                .map(Column::name))
                .toList();
    }

    /** {@return those about a column, NOT NULL aside} */
    Stream<DataCheck> about(String column) {
        return Stream.of(keys(column), indexes(column), checks(column), references(column))
                .flatMap(rules -> rules);
    }

    private Stream<DataCheck> keys(String column) {
        var primary = Stream.ofNullable(table.primaryKey())
                .filter(key -> isAbout(column, key.columns()))
                .map(key -> new Duplicates(table.name(), terms(key.columns()), null, true));
        var unique = table.uniqueKeys().stream()
                .filter(key -> isAbout(column, key.columns()))
                .map(key -> new Duplicates(table.name(), terms(key.columns()), null, key.nullsDistinct()));
        return Stream.concat(primary, unique);
    }

    private Stream<DataCheck> indexes(String column) {
        return table.indexes().stream()
                .filter(index -> index.unique() && index.state() != Index.State.INVALID)
                .filter(index -> ColumnUsers.uses(index, column)
                        && unknown.stream().noneMatch(each -> ColumnUsers.uses(index, each)))
                .map(index -> new Duplicates(table.name(), index.terms(), index.predicate(), index.nullsDistinct()));
    }

    /** Where a value has a type only in its column, as on SQLite, a condition may see another one before it is there. */
    private Stream<DataCheck> checks(String column) {
        return table.checks().stream()
                .filter(check -> catalog.server().can(Feature.TYPED_EXPRESSIONS))
                .filter(check -> !table.properties().containsKey(Table.ENFORCEMENT + check.name()))
                .filter(check -> ColumnUsers.uses(check.condition(), column)
                        && unknown.stream().noneMatch(each -> ColumnUsers.uses(check.condition(), each)))
                .map(check -> new Unmet(table.name(), check.condition()));
    }

    /** An orphan of old that one of them tolerates stays where its reference is not written anew. */
    private Stream<DataCheck> references(String column) {
        return table.foreignKeys().stream()
                .filter(key -> catalog.server().can(Feature.NOT_VALID) && key.validated() && table.enforces(key))
                .filter(key -> isAbout(column, key.columns()))
                .map(this::orphans);
    }

    private Orphans orphans(ForeignKey key) {
        return Orphans.of(table.name(), Keys.exact(catalog, key));
    }

    private boolean isAbout(String column, List<String> columns) {
        return columns.contains(column) && columns.stream().noneMatch(unknown::contains);
    }

    private static List<IndexTerm> terms(List<String> columns) {
        return columns.stream().map(IndexTerm::column).toList();
    }
}
