package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Expression;
import dev.intact.catalog.TableName;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Select;
import org.jspecify.annotations.Nullable;

/**
 * A column that is dropped holds nothing but its default, or NULL where it has none.
 *
 * @param table the table
 * @param column the column
 * @param defaultValue its default, or null
 */
public record LostValues(
        TableName table, String column, @Nullable Expression defaultValue) implements DataCheck {
    @Override
    public String rule() {
        return "nothing is lost (%s is %s everywhere)"
                .formatted(column, defaultValue == null ? "NULL" : defaultValue.sql());
    }

    private Condition condition() {
        var field = Relation.field(column);
        return defaultValue == null ? field.isNotNull() : field.isDistinctFrom(Relation.field(defaultValue));
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        return RowSearch.select(catalog, table, condition());
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return new RowSearch(
                        "lost-value",
                        "%s (%s) holds values that would be lost".formatted(table, column),
                        "keep them elsewhere first, or say that they may go: .discardingValues()")
                .find(database, catalog, this, condition(), samples);
    }
}
