package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Select;
import org.jooq.impl.DSL;

/**
 * What a row says of the row that it refers to is so, as far as it says anything.
 *
 * @param table the referring table
 * @param other the one that it refers to
 * @param joined the columns by which rows refer, and those that they refer to
 * @param column the referring table's column, and the other's that it is to be equal to
 * @param referring whether rows that refer to nothing may say what they like
 */
public record Contradicting(
        TableName table, TableName other, List<ColumnPair> joined, ColumnPair column, boolean referring)
        implements DataCheck {
    public Contradicting {
        joined = List.copyOf(joined);
    }

    @Override
    public Set<TableName> tables() {
        return Set.copyOf(List.of(table, other));
    }

    @Override
    public String rule() {
        return "%s is %s (%s) of the row that (%s) refers to"
                .formatted(column.from(), other.name(), column.to(), String.join(", ", ColumnPair.from(joined)));
    }

    /** What tells it, said of the table under its own name: of all rows that it belongs to, none holds the same. */
    private Condition condition(Catalog catalog) {
        var type = catalog.table(table).column(column.from()).type();
        var belonging = new Belonging(table, other, joined);
        var own = belonging.own(column.from());
        return own.isNotNull()
                .and(referring ? belonging.exists(catalog) : DSL.noCondition())
                .andNotExists(DSL.selectOne()
                        .from(belonging.others(catalog))
                        .where(belonging.condition())
                        .andNot(SameValue.differ(catalog, type, own, belonging.others(column.to()))));
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        return RowSearch.select(catalog, table, condition(catalog));
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        var told = Stream.concat(ColumnPair.from(joined).stream(), Stream.of(column.from()))
                .toList();
        return new RowGroups(
                        catalog,
                        catalog.table(table),
                        told.stream().map(Relation::field).toList(),
                        told,
                        condition(catalog),
                        1)
                .find(database, samples)
                .map(found -> new Violation(
                        "contradiction",
                        table,
                        "%s (%s) says otherwise than %s (%s)"
                                .formatted(table.name(), column.from(), other.name(), column.to()),
                        rule(),
                        found.groups(),
                        found.rows(),
                        found.words(),
                        found.samples(),
                        database.renderInlined(violations(catalog)),
                        "correct the rows first, or empty the column: what is NULL in it is filled"));
    }
}
