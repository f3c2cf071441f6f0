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
 * Every row that refers to another has its new columns filled.
 *
 * @param table the referring table
 * @param other the one that it refers to
 * @param joined the columns by which rows refer, and those that they refer to
 * @param columns the new columns
 */
public record Unfilled(TableName table, TableName other, List<ColumnPair> joined, List<String> columns)
        implements DataCheck {
    public Unfilled {
        joined = List.copyOf(joined);
        columns = List.copyOf(columns);
    }

    @Override
    public Set<TableName> tables() {
        return Set.copyOf(List.of(table, other));
    }

    @Override
    public String rule() {
        return "%s filled from %s".formatted(String.join(", ", columns), other.name());
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        var there = catalog.table(table);
        var belonging = new Belonging(there.name(), other, joined);
        return DSL.select(there.columnNames().stream().map(belonging::own).toList())
                .from(Relation.rows(catalog, there))
                .where(DSL.or(columns.stream()
                        .map(column -> belonging.own(column).isNull())
                        .toList()))
                .and(belonging.exists(catalog));
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return new RowSearch(
                        "unfilled-row",
                        "%s (%s) is not filled everywhere".formatted(table.name(), String.join(", ", columns)),
                        "see to it that no trigger refuses or empties it, and run it again")
                .find(database, catalog, this, samples);
    }
}
