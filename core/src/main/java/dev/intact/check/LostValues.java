package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Feature;
import dev.intact.catalog.TableName;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A column that is dropped holds nothing but its default, to the last byte, or NULL where it has none that is always the
 * same.
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
                .formatted(column, constant().map(Expression::sql).orElse("NULL"));
    }

    /** {@return the value that the column would have again in every row} */
    public Optional<Expression> constant() {
        return Optional.ofNullable(defaultValue).filter(Expression::isConstant);
    }

    private Condition condition(Catalog catalog) {
        var field = Relation.field(column);
        return constant().map(value -> differs(field, value, catalog)).orElseGet(field::isNotNull);
    }

    private Condition differs(Field<Object> field, Expression value, Catalog catalog) {
        var type = catalog.table(table).column(column).type();
        var brought = Relation.field(value);
        return SameValue.differ(
                catalog,
                type,
                field,
                catalog.server().can(Feature.ROW_IMAGES)
                        ? DSL.field("cast({0} as {1})", brought, DSL.raw(type))
                        : brought);
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        return RowSearch.select(catalog, table, condition(catalog));
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return new RowSearch(
                        "lost-value",
                        "%s (%s) holds values that would be lost".formatted(table, column),
                        "keep them elsewhere first, or say that they may go: .discardingValues()")
                .find(database, catalog, this, condition(catalog), samples);
    }
}
