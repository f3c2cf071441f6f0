package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Select;

/**
 * No two rows belong to the same row of another table.
 *
 * @param table the table
 * @param columns its columns that tell which row it belongs to
 * @param other the other table
 */
public record Shared(TableName table, List<String> columns, TableName other) implements DataCheck {
    public Shared {
        columns = List.copyOf(columns);
    }

    @Override
    public String rule() {
        return "one row at most for each of %s (%s)".formatted(other, String.join(", ", columns));
    }

    private Duplicates duplicates() {
        return new Duplicates(table, columns.stream().map(IndexTerm::column).toList(), null, true);
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        return duplicates().violations(catalog);
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return duplicates()
                .find(database, catalog, samples)
                .map(found -> new Violation(
                        "shared-row",
                        table,
                        "%s has several rows for one of %s".formatted(table.name(), other.name()),
                        rule(),
                        found.groups(),
                        found.rows(),
                        found.found(),
                        found.samples(),
                        found.findAll(),
                        "the two tables are not 1:1: give each row one of its own, or delete those too many"));
    }
}
