package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Expression;
import dev.intact.catalog.TableName;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Select;
import org.jooq.impl.DSL;

/**
 * A condition is false for no row; as in a CHECK, one that is neither true nor false is met.
 *
 * @param table the table
 * @param condition the condition
 */
public record Unmet(TableName table, Expression condition) implements DataCheck {
    @Override
    public String rule() {
        return "check (" + condition + ")";
    }

    private Condition broken() {
        return DSL.not(Relation.condition(condition));
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        return RowSearch.select(catalog, table, broken());
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return new RowSearch(
                        "check",
                        "%s has rows for which (%s) is false".formatted(table.name(), condition),
                        "fix these rows first")
                .find(database, catalog, this, broken(), samples);
    }
}
