package dev.intact.sqlite;

import dev.intact.catalog.Check;
import dev.intact.catalog.Column;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.PrimaryKey;
import dev.intact.catalog.TableName;
import dev.intact.catalog.UniqueKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keys and constraints as a catalog has them. */
final class ConstraintReader {
    private final TableSource source;
    private final List<Column> columns;

    ConstraintReader(TableSource source, List<Column> columns) {
        this.source = source;
        this.columns = columns;
    }

    @Nullable
    PrimaryKey primaryKey() {
        return clauses(ConstraintClause.PrimaryKey.class)
                .findFirst()
                .map(clause ->
                        new PrimaryKey(clause.name(), names(clause.columns()), List.of(), Deferral.NOT_DEFERRABLE))
                .orElse(null);
    }

    /** {@return the UNIQUE constraints that compare each column in the column's own collation} */
    List<UniqueKey> uniqueKeys() {
        return clauses(ConstraintClause.Unique.class)
                .filter(clause -> inOwnCollations(clause.columns()))
                .map(clause ->
                        new UniqueKey(clause.name(), names(clause.columns()), List.of(), true, Deferral.NOT_DEFERRABLE))
                .toList();
    }

    /** Whether it forbids what a key on these columns forbids: in another collation, other values are equal. */
    boolean inOwnCollations(List<IndexedColumn> terms) {
        return inOwnCollations(terms, columns);
    }

    /** The same, of a table of these columns. */
    static boolean inOwnCollations(List<IndexedColumn> terms, List<Column> columns) {
        return terms.stream().allMatch(term -> {
            var collation = term.collation();
            return collation == null
                    || columns.stream()
                            .filter(column -> Identifiers.same(column.name(), name(term)))
                            .anyMatch(column -> IndexReader.isOwn(collation, column));
        });
    }

    List<String> names(List<IndexedColumn> terms) {
        return terms.stream().map(term -> source.exact(name(term))).toList();
    }

    private static String name(IndexedColumn term) {
        var column = term.column();
        return column == null ? term.expression() : column;
    }

    List<Check> checks() {
        return clauses(ConstraintClause.Check.class)
                .map(clause -> new Check(clause.name(), ColumnReader.expression(clause.expression()), true))
                .toList();
    }

    /**
     * {@return the foreign keys} MATCH is left out: SQLite takes every one for SIMPLE (<a
     * href="https://sqlite.org/foreignkeys.html#fk_unsupported">section 6</a>).
     *
     * @param tables the tables that are known, by their names in lower case
     */
    List<ForeignKey> foreignKeys(Map<String, TableSource> tables) {
        return clauses(ConstraintClause.ForeignKey.class)
                .map(clause ->
                        foreignKey(clause, Optional.ofNullable(tables.get(Identifiers.fold(clause.referenced())))))
                .toList();
    }

    private ForeignKey foreignKey(ConstraintClause.ForeignKey clause, Optional<TableSource> referenced) {
        return new ForeignKey(
                clause.name(),
                clause.columns().stream().map(source::exact).toList(),
                new TableName(
                        StoredSchema.MAIN, referenced.map(TableSource::name).orElse(clause.referenced())),
                clause.referencedColumns().stream()
                        .map(column ->
                                referenced.map(table -> table.exact(column)).orElse(column))
                        .toList(),
                clause.onDelete(),
                clause.onUpdate(),
                List.of(),
                false,
                clause.deferral(),
                true);
    }

    private <T> Stream<T> clauses(Class<T> kind) {
        return source.definition().allConstraints().filter(kind::isInstance).map(kind::cast);
    }
}
