package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Expression;
import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Select;
import org.jooq.impl.DSL;

/**
 * An expression over rows of two tables that belong together is NULL for none of them, since the column that is to hold it
 * takes no NULL.
 *
 * @param table the table that the column is of
 * @param other the other one
 * @param joined the columns by which rows belong together: the table's, and the other's
 * @param column the table's column that is to hold it, and the other's
 * @param expression SQL, in which {@code target} is the table's row and {@code source} the other's
 */
public record NullResults(
        TableName table, TableName other, List<ColumnPair> joined, ColumnPair column, Expression expression)
        implements DataCheck {
    private static final String TARGET = "target";
    private static final String SOURCE = "source";

    public NullResults {
        joined = List.copyOf(joined);
    }

    @Override
    public Set<TableName> tables() {
        return Set.copyOf(List.of(table, other));
    }

    @Override
    public String rule() {
        return "a value for %s, by (%s)".formatted(column.from(), expression);
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        var there = catalog.table(table);
        return DSL.select(there.columnNames().stream()
                        .map(name -> Relation.field(TARGET, name))
                        .toList())
                .from(Relation.rows(catalog, there).as(DSL.name(TARGET)))
                .join(Relation.rows(catalog, catalog.table(other)).as(DSL.name(SOURCE)))
                .on(DSL.and(joined.stream()
                        .map(pair -> Relation.field(SOURCE, pair.to()).eq(Relation.field(TARGET, pair.from())))
                        .toList()))
                .where(Relation.field(expression).isNull());
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return new RowSearch(
                        "null-result",
                        "(%s) gives NULL, which %s (%s) does not take"
                                .formatted(expression, table.name(), column.from()),
                        "let it always give a value: .reconciling(\"%s\", Reconcile.by(\"coalesce(…, …)\"))"
                                .formatted(column.to()))
                .find(database, catalog, this, samples);
    }
}
