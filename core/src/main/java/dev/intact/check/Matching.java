package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Feature;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.Select;
import org.jooq.impl.DSL;

/**
 * A reference as a condition.
 *
 * @param catalog the schema that has both tables
 * @param parent the referenced table
 * @param referenced its columns
 * @param child the referencing table
 * @param columns its columns, in the order of {@code referenced}
 */
record Matching(Catalog catalog, Table parent, List<String> referenced, Table child, List<String> columns) {
    /** Means something else in a STRICT table: https://sqlite.org/stricttables.html, section 3. */
    private static final Optional<String> ANY = Optional.of("any");

    private static final Name BINARY = DSL.name("binary");

    static Matching of(
            Catalog catalog, TableName parent, List<String> referenced, TableName child, List<String> columns) {
        return new Matching(catalog, catalog.table(parent), referenced, catalog.table(child), columns);
    }

    /** {@return that a row of the parent, under that alias, has the values of one of the child, under its own name} */
    Condition matches(String parentAlias) {
        return matches(parentAlias, childAlias());
    }

    /** The referenced column first: SQLite compares by the left side's collation, as its foreign keys do. */
    Condition matches(String parentAlias, String childAlias) {
        return equal(parentAlias, fields(childAlias, columns));
    }

    /**
     * {@return that one of those rows has the values of a row of the child, under its own name} As SQLite looks for what
     * points at a row that goes: by both columns' types.
     *
     * @param rows rows of the parent, their referenced columns
     */
    Condition isAmong(Select<?> rows, String alias) {
        return catalog.server().can(Feature.ANTI_JOIN)
                ? DSL.exists(DSL.selectOne().from(rows.asTable(DSL.name(alias))).where(matches(alias)))
                : isGathered(rows);
    }

    /** {@return the same of rows that no server could join, which are gathered once} */
    Condition isGathered(QueryPart rows) {
        return gathered(fields(childAlias(), columns), rows).eq(DSL.inline(1));
    }

    /** {@return that a row of the parent has the values of one of the child} */
    Condition present(String alias) {
        return catalog.server().can(Feature.ANTI_JOIN)
                ? DSL.exists(found(alias))
                : gathered(alias).eq(DSL.inline(1));
    }

    /** {@return that no row of the parent has the values of one of the child} */
    Condition absent(String alias) {
        return catalog.server().can(Feature.ANTI_JOIN)
                ? DSL.notExists(found(alias))
                : gathered(alias).eq(DSL.inline(0));
    }

    private Select<?> found(String alias) {
        return DSL.selectOne().from(parents(alias)).where(equal(alias, pointing()));
    }

    private Field<Integer> gathered(String alias) {
        return gathered(pointing(), DSL.select(fields(alias, referenced)).from(parents(alias)));
    }

    private org.jooq.Table<?> parents(String alias) {
        return Relation.rows(catalog, parent).as(DSL.name(alias));
    }

    private Condition equal(String parentAlias, List<Field<Object>> values) {
        return DSL.and(places().mapToObj(
                        i -> Relation.field(parentAlias, referenced.get(i)).eq(values.get(i)))
                .toList());
    }

    /** As SQLite looks for what a row points at: its values lose their own type where that is another one. */
    private List<Field<Object>> pointing() {
        var values = fields(childAlias(), columns);
        return places().mapToObj(i -> countsItsOwnType(i) ? values.get(i) : DSL.field("+{0}", values.get(i)))
                .toList();
    }

    private String childAlias() {
        return child.name().name();
    }

    private IntStream places() {
        return IntStream.range(0, columns.size());
    }

    private boolean countsItsOwnType(int i) {
        var own = type(child, columns.get(i));
        return !catalog.server().can(Feature.REFERENCE_ANY_TYPE)
                || (own.equals(type(parent, referenced.get(i))) && !own.equals(ANY));
    }

    private static Optional<String> type(Table table, String column) {
        return table.find(column).map(Column::type).map(type -> type.toLowerCase(Locale.ROOT));
    }

    /**
     * Whether the values are among those of the rows, 1 or 0: SQLite gathers these once, or goes to an index that is there,
     * while an EXISTS would go through the rows each time. A CASE, since NULL is 0 as well, and since it then need not look
     * for a NULL among the rows, one by one, where several values are not found.
     */
    private Field<Integer> gathered(List<Field<Object>> values, QueryPart rows) {
        var compared = places().mapToObj(i -> collated(i, values.get(i))).toList();
        return DSL.when(DSL.condition("({0}) in ({1})", DSL.list(compared), rows), DSL.inline(1))
                .otherwise(DSL.inline(0));
    }

    /** IN compares by the left side's collation (datatype3.html, section 7.1), which is not the referenced column's. */
    private Field<Object> collated(int i, Field<Object> value) {
        var collation = collation(parent, referenced.get(i));
        return catalog.server().can(Feature.ANTI_JOIN) || collation.equals(collation(child, columns.get(i)))
                ? value
                : DSL.field(
                        "{0} collate {1}",
                        value, collation.map(Relation::collation).orElse(BINARY));
    }

    private static Optional<String> collation(Table table, String column) {
        return table.find(column).map(Column::collation);
    }

    static List<Field<Object>> fields(String alias, List<String> columns) {
        return columns.stream().map(column -> Relation.field(alias, column)).toList();
    }
}
