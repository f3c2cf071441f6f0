package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.CollationName;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Feature;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.SQLDialect;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.impl.DSL;

/** Tables, columns and expressions of a catalog as jOOQ says them. */
public final class Relation {
    private Relation() {}

    /** {@return the exact name} */
    public static Name name(TableName table) {
        return table.schema() == null ? DSL.name(table.name()) : DSL.name(table.schema(), table.name());
    }

    /** {@return a column} */
    public static Field<Object> field(String column) {
        return DSL.field(DSL.name(column));
    }

    /** {@return a column of a relation with an alias} */
    public static Field<Object> field(String alias, String column) {
        return DSL.field(DSL.name(alias, column));
    }

    /** {@return columns} */
    public static List<Field<Object>> fields(List<String> columns) {
        return columns.stream().map(Relation::field).toList();
    }

    /** {@return an expression just as it was written; nothing in it is taken for a parameter or a template's part} */
    public static Field<Object> field(Expression expression) {
        return DSL.field("({0})", DSL.raw(expression.sql()));
    }

    /** {@return what an index is sorted by, as a value, with its collation} */
    public static Field<Object> field(IndexTerm term) {
        var value = term.value() instanceof IndexTerm.OfExpression of
                ? field(of.expression())
                : field(term.value().toString());
        return term.collation() == null ? value : DSL.field("{0} collate {1}", value, collation(term.collation()));
    }

    /** {@return a collation, after its schema where it is named so} */
    public static Name collation(String collation) {
        var name = CollationName.parse(collation);
        return name.schema() == null ? DSL.name(name.name()) : DSL.name(name.schema(), name.name());
    }

    /** {@return a condition just as it was written} */
    public static Condition condition(Expression expression) {
        return DSL.condition("({0})", DSL.raw(expression.sql()));
    }

    /**
     * {@return the rows of a table itself, without those of tables that inherit from it; with the columns that a plan is
     * yet to add, and without the rows that it is yet to take away; under the table's own name}
     */
    public static org.jooq.Table<?> rows(Catalog catalog, Table table) {
        var name = name(table.name());
        var rows = table.kind() == Table.Kind.ORDINARY && catalog.server().can(Feature.INHERITANCE)
                ? DSL.table("only {0}", name)
                : DSL.table(name);
        return remaining(table, withDerivedColumns(table, rows));
    }

    private static org.jooq.Table<?> withDerivedColumns(Table table, org.jooq.Table<?> rows) {
        var pending = table.pending();
        if (pending.derived().isEmpty()) {
            return rows;
        }
        var columns = new ArrayList<SelectFieldOrAsterisk>();
        table.columnNames().stream()
                .filter(column -> !pending.derived().containsKey(column))
                .forEach(column -> columns.add(field(column)));
        pending.derived()
                .forEach((column, expression) -> columns.add(field(expression).as(DSL.name(column))));
        var from = rows;
        for (var lookup : pending.lookups()) {
            from = from.leftJoin(DSL.table("({0}) as {1}", DSL.raw(lookup.rows().sql()), DSL.name(lookup.alias())))
                    .on(condition(lookup.on()));
        }
        return DSL.select(columns).from(from).asTable(alias(table));
    }

    private static org.jooq.Table<?> remaining(Table table, org.jooq.Table<?> rows) {
        var remaining = table.pending().remaining();
        return remaining.isEmpty()
                ? rows
                : DSL.select(DSL.asterisk())
                        .from(rows)
                        .where(remaining.stream().map(Relation::condition).toList())
                        .asTable(alias(table));
    }

    private static Name alias(Table table) {
        return DSL.name(table.name().name());
    }

    /** {@return a condition or a value as text, for a catalog to hold} */
    public static Expression text(QueryPart part) {
        return Expression.of(DSL.using(SQLDialect.DEFAULT).renderInlined(part));
    }
}
