package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Select;
import org.jooq.impl.DSL;

/**
 * Everything that a table's rows hold in some columns stands, to the last byte, in those of another table that they belong
 * to.
 *
 * @param table the table
 * @param other the one that is to hold it too
 * @param joined the columns by which rows belong together: the table's, and the other's
 * @param copies the table's columns, and the other's that hold the same
 */
public record Uncopied(TableName table, TableName other, List<ColumnPair> joined, List<ColumnPair> copies)
        implements DataCheck {
    public Uncopied {
        joined = List.copyOf(joined);
        copies = List.copyOf(copies);
    }

    @Override
    public Set<TableName> tables() {
        return Set.copyOf(List.of(table, other));
    }

    @Override
    public String rule() {
        return "each value of %s is in %s (%s)"
                .formatted(String.join(", ", ColumnPair.from(copies)), other, String.join(", ", ColumnPair.to(copies)));
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        var there = catalog.table(table);
        var belonging = new Belonging(there.name(), other, joined);
        return DSL.select(there.columnNames().stream().map(belonging::own).toList())
                .from(Relation.rows(catalog, there))
                .leftJoin(belonging.others(catalog))
                .on(belonging.condition())
                .where(belonging.others(joined.get(0).to()).isNull().or(differs(catalog, belonging)));
    }

    private Condition differs(Catalog catalog, Belonging belonging) {
        var there = catalog.table(table);
        return DSL.or(copies.stream()
                .map(copy -> SameValue.differ(
                        catalog,
                        there.column(copy.from()).type(),
                        belonging.own(copy.from()),
                        belonging.others(copy.to())))
                .toList());
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return new RowSearch(
                        "uncopied-row",
                        "%s has rows whose values are not in %s".formatted(table.name(), other.name()),
                        "see to it that no trigger changes or refuses what is copied, and run it again")
                .find(database, catalog, this, samples);
    }
}
