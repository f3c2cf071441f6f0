package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 */
public record Contradicting(TableName table, TableName other, List<ColumnPair> joined, ColumnPair column)
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

    @Override
    public Select<?> violations(Catalog catalog) {
        var there = catalog.table(table);
        var belonging = new Belonging(there.name(), other, joined);
        return DSL.select(there.columnNames().stream().map(belonging::own).toList())
                .from(Relation.rows(catalog, there))
                .leftJoin(belonging.others(catalog))
                .on(belonging.condition())
                .where(belonging.own(column.from()).isNotNull())
                .and(SameValue.differ(
                        catalog,
                        there.column(column.from()).type(),
                        belonging.own(column.from()),
                        belonging.others(column.to())));
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return new RowSearch(
                        "contradiction",
                        "%s (%s) says otherwise than %s (%s)"
                                .formatted(table.name(), column.from(), other.name(), column.to()),
                        "correct the rows first, or empty the column: what is NULL in it is filled")
                .find(database, catalog, this, samples);
    }
}
