package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectField;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/**
 * Equal rows in an order: the first of them stays, the others go. A row without a value comes after those that have one,
 * upwards and downwards.
 *
 * @param duplicates which rows are equal
 * @param order the order, in which no two rows are equal
 */
public record Ranking(Duplicates duplicates, List<Order> order) implements Goers {
    /** The column of {@link #goers} that follows a referenced column's name, with the value in the row that stays. */
    public static final String KEEPER = "intact_keeper_";

    private static final String RANK = "intact_rank";

    /**
     * A column to sort by.
     *
     * @param column the column
     * @param descending whether the greatest comes first
     */
    public record Order(String column, boolean descending) {
        /** Left to themselves, SQLite sorts NULL before every value and PostgreSQL after. */
        SortField<?> field() {
            var field = Relation.field(column);
            return descending ? field.desc().nullsLast() : field.asc().nullsLast();
        }
    }

    public Ranking {
        order = List.copyOf(order);
    }

    @Override
    public TableName table() {
        return duplicates.table();
    }

    @Override
    public Select<?> rows(Catalog catalog, List<String> columns) {
        return goers(catalog, columns, List.of());
    }

    @Override
    public String remedyForReferences() {
        return "point these rows at the row that stays: .repointReferences()";
    }

    /**
     * {@return the rows that go: these columns of theirs, and for each {@code keeperOf} column its value in the row that
     * stays, as {@link #KEEPER} and the column's name}
     */
    public Select<?> goers(Catalog catalog, List<String> columns, List<String> keeperOf) {
        return goers(catalog, columns, keeperOf, DSL.noCondition());
    }

    /** {@return the same, among the rows for which that condition holds} */
    public Select<?> goers(Catalog catalog, List<String> columns, List<String> keeperOf, Condition among) {
        var ranked = ranked(catalog, columns, keeperOf, among).asTable(DSL.name("ranked"));
        var selected = new ArrayList<SelectField<?>>(Relation.fields(columns));
        keeperOf.forEach(column -> selected.add(Relation.field(KEEPER + column)));
        return DSL.select(selected)
                .from(ranked)
                .where(DSL.field(DSL.name(RANK), Integer.class).gt(DSL.inline(1)));
    }

    private Select<Record> ranked(Catalog catalog, List<String> columns, List<String> keeperOf, Condition among) {
        var terms = duplicates.fields();
        var sorted = order.stream().<SortField<?>>map(Order::field).toList();
        var selected = new ArrayList<SelectField<?>>(Relation.fields(columns));
        selected.add(
                DSL.rowNumber().over(DSL.partitionBy(terms).orderBy(sorted)).as(DSL.name(RANK)));
        for (var column : keeperOf) {
            Field<Object> first = DSL.firstValue(Relation.field(column))
                    .over(DSL.partitionBy(terms).orderBy(sorted));
            selected.add(first.as(DSL.name(KEEPER + column)));
        }
        return DSL.select(selected)
                .from(Relation.rows(catalog, catalog.table(duplicates.table())))
                .where(duplicates.eligible(catalog).and(among));
    }

    /**
     * {@return the keys of rows that equal another, those that stay among them}
     *
     * @param groups of how many groups of equal rows
     */
    public Select<?> members(Catalog catalog, List<String> key, int groups) {
        var count = DSL.field(DSL.name("intact_count"), Integer.class);
        var group = DSL.field(DSL.name("intact_group"), Integer.class);
        var terms = RowGroups.names(duplicates.terms().size());
        var selected = new ArrayList<SelectField<?>>(Relation.fields(key));
        selected.addAll(RowGroups.named(duplicates.fields()));
        selected.add(DSL.count().over(DSL.partitionBy(duplicates.fields())).as(count));
        var counted = DSL.select(selected)
                .from(Relation.rows(catalog, catalog.table(duplicates.table())))
                .where(duplicates.eligible(catalog))
                .asTable(DSL.name("counted"));
        var numbered = new ArrayList<SelectField<?>>(Relation.fields(key));
        numbered.add(DSL.denseRank().over(DSL.orderBy(terms)).as(group));
        return DSL.select(Relation.fields(key))
                .from(DSL.select(numbered)
                        .from(counted)
                        .where(count.gt(DSL.inline(1)))
                        .asTable(DSL.name("numbered")))
                .where(group.le(DSL.inline(groups)));
    }
}
