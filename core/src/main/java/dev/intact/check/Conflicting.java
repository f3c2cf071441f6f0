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
 * A column that both of two tables have says the same in rows that belong together.
 *
 * @param table the table
 * @param other the other one
 * @param joined the columns by which rows belong together: the table's, and the other's
 * @param column the table's column, and the other's, that are to agree
 */
public record Conflicting(TableName table, TableName other, List<ColumnPair> joined, ColumnPair column)
        implements DataCheck {
    public Conflicting {
        joined = List.copyOf(joined);
    }

    @Override
    public Set<TableName> tables() {
        return Set.copyOf(List.of(table, other));
    }

    @Override
    public String rule() {
        return "%s is %s (%s)".formatted(column.from(), other, column.to());
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        var there = catalog.table(table);
        var belonging = new Belonging(there.name(), other, joined);
        return DSL.select(there.columnNames().stream().map(belonging::own).toList())
                .from(Relation.rows(catalog, there))
                .join(belonging.others(catalog))
                .on(belonging.condition())
                .where(SameValue.differ(
                        catalog,
                        there.column(column.from()).type(),
                        belonging.own(column.from()),
                        belonging.others(column.to())));
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return new RowSearch(
                        "conflict",
                        "%s (%s) and %s (%s) disagree"
                                .formatted(table.name(), column.from(), other.name(), column.to()),
                        "let one of them count: .reconciling(\"%s\", Reconcile.preferSource()), preferTarget(), or by(\"…\")"
                                .formatted(column.to()))
                .find(database, catalog, this, samples);
    }
}
