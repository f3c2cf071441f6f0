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
 * A second pointer agrees with the first: no row points at another one than that which it belongs to.
 *
 * @param table the table
 * @param other the table that it points at
 * @param joined the columns by which rows belong together: the table's, and the other's
 * @param pointing the second pointer: the table's columns, and the other's
 */
public record Astray(TableName table, TableName other, List<ColumnPair> joined, List<ColumnPair> pointing)
        implements DataCheck {
    public Astray {
        joined = List.copyOf(joined);
        pointing = List.copyOf(pointing);
    }

    @Override
    public Set<TableName> tables() {
        return Set.copyOf(List.of(table, other));
    }

    @Override
    public String rule() {
        return "(%s) is that row of %s which it belongs to"
                .formatted(String.join(", ", ColumnPair.from(pointing)), other);
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        var there = catalog.table(table);
        var belonging = new Belonging(there.name(), other, joined);
        var given = pointing.stream()
                .map(pair -> belonging.own(pair.from()).isNotNull())
                .toList();
        return DSL.select(there.columnNames().stream().map(belonging::own).toList())
                .from(Relation.rows(catalog, there))
                .join(belonging.others(catalog))
                .on(belonging.condition())
                .where(given)
                .and(DSL.or(pointing.stream()
                        .map(pair -> belonging.others(pair.to()).isDistinctFrom(belonging.own(pair.from())))
                        .toList()));
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return new RowSearch(
                        "astray-pointer",
                        "%s (%s) points at another row of %s than the one that points at it"
                                .formatted(table.name(), String.join(", ", ColumnPair.from(pointing)), other.name()),
                        "find out which of the two pointers is right, and mend the other")
                .find(database, catalog, this, samples);
    }
}
