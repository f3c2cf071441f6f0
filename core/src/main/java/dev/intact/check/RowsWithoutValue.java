package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Select;
import org.jooq.impl.DSL;

/**
 * There are no rows that a new NOT NULL column without a default would leave without a value.
 *
 * @param table the table
 * @param column the new column
 */
public record RowsWithoutValue(TableName table, String column) implements DataCheck {
    @Override
    public String rule() {
        return "a value for every row (" + column + ")";
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        return RowSearch.select(catalog, table, DSL.trueCondition());
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return new RowSearch(
                        "no-value",
                        "%s has rows that would have no value in the new column %s".formatted(table, column),
                        "give the column a default: .defaultValue(\"…\"), or add it without notNull() and fill it")
                .find(database, catalog, this, DSL.trueCondition(), samples);
    }
}
