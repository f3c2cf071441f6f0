package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Every reference points at a row. One with a NULL in it points nowhere, as SQL has it (MATCH SIMPLE), which is no
 * violation unless each row must point somewhere.
 *
 * @param table the referencing table
 * @param columns the referencing columns
 * @param referenced the referenced table
 * @param referencedColumns the referenced columns, in the order of {@code columns}
 * @param somewhere whether each row must point somewhere
 */
public record Orphans(
        TableName table, List<String> columns, TableName referenced, List<String> referencedColumns, boolean somewhere)
        implements DataCheck {
    private static final String REFERENCED = "intact_referenced";

    public Orphans {
        columns = List.copyOf(columns);
        referencedColumns = List.copyOf(referencedColumns);
    }

    /**
     * {@return the rule of that foreign key}
     *
     * @param key the foreign key, its table and columns named exactly
     */
    public static Orphans of(TableName table, ForeignKey key) {
        return new Orphans(table, key.columns(), key.referenced(), key.referencedColumns(), false);
    }

    /** {@return the same, each row having to point somewhere} */
    public Orphans withSomewhere(boolean must) {
        return new Orphans(table, columns, referenced, referencedColumns, must);
    }

    private Set<ColumnPair> pairs() {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> new ColumnPair(columns.get(i), referencedColumns.get(i)))
                .collect(Collectors.toSet());
    }

    /** In whatever order the columns are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Orphans that
                && table.equals(that.table)
                && referenced.equals(that.referenced)
                && somewhere == that.somewhere
                && pairs().equals(that.pairs());
    }

    @Override
    public int hashCode() {
        return Objects.hash(table, referenced, somewhere, pairs());
    }

    @Override
    public Set<TableName> tables() {
        return Set.copyOf(List.of(table, referenced));
    }

    @Override
    public String rule() {
        return somewhere
                ? "each row is that of one of %s (%s)"
                        .formatted(referenced.name(), String.join(", ", referencedColumns))
                : "(%s) is in %s (%s)"
                        .formatted(String.join(", ", columns), referenced.name(), String.join(", ", referencedColumns));
    }

    private String headline() {
        return somewhere
                ? "%s has rows that are nobody's in %s".formatted(table.name(), referenced.name())
                : "%s (%s) points at rows that %s does not have"
                        .formatted(table.name(), String.join(", ", columns), referenced.name());
    }

    /** {@return what tells an orphan, said of the table under its own name} */
    Condition condition(Catalog catalog) {
        return nullable(catalog).stream()
                .map(Field::isNotNull)
                .reduce(DSL.noCondition(), Condition::and)
                .and(matching(catalog).absent(REFERENCED));
    }

    /** {@return the opposite} Said so, it is a join where no column may be NULL; its negation never is. */
    Condition opposite(Catalog catalog) {
        return nullable(catalog).stream()
                .map(Field::isNull)
                .reduce(DSL.noCondition(), Condition::or)
                .or(matching(catalog).present(REFERENCED));
    }

    /** {@return the columns in which a NULL points nowhere, and may} */
    private List<Field<Object>> nullable(Catalog catalog) {
        var there = catalog.table(table);
        return columns.stream()
                .filter(column -> !somewhere && !there.column(column).notNull())
                .map(column -> Relation.field(table.name(), column))
                .toList();
    }

    private Matching matching(Catalog catalog) {
        return new Matching(catalog, catalog.table(referenced), referencedColumns, catalog.table(table), columns);
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        return RowSearch.select(catalog, table, condition(catalog));
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        var groups = new RowGroups(
                catalog,
                catalog.table(table),
                columns.stream().map(Relation::field).toList(),
                columns,
                condition(catalog),
                1);
        return groups.find(database, samples)
                .map(found -> new Violation(
                        "orphan",
                        table,
                        headline(),
                        rule(),
                        found.groups(),
                        found.rows(),
                        found.words(),
                        found.samples(),
                        database.renderInlined(violations(catalog)),
                        remedy(catalog)));
    }

    private String remedy(Catalog catalog) {
        var there = catalog.table(table);
        boolean nullable =
                columns.stream().anyMatch(column -> !there.column(column).notNull());
        var choices =
                nullable ? List.of(".onOrphans(delete())", ".onOrphans(setNull())") : List.of(".onOrphans(delete())");
        return "add the missing rows, or choose: addForeignKey(…)%s; the rows as they are go into a quarantine table first"
                .formatted(String.join(" or ", choices));
    }
}
