package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Select;
import org.jooq.impl.DSL;

/**
 * In no row some of these columns are NULL and others not. A foreign key takes such a row for one that points nowhere,
 * whatever its other columns say (MATCH SIMPLE).
 *
 * @param table the table
 * @param columns the columns, at least two
 */
public record HalfNulls(TableName table, List<String> columns) implements DataCheck {
    public HalfNulls {
        columns = List.copyOf(columns);
    }

    @Override
    public String rule() {
        return "null together (" + String.join(", ", columns) + ")";
    }

    private Condition condition() {
        var fields = Relation.fields(columns);
        return DSL.or(fields.stream().map(field -> field.isNull()).toList())
                .and(DSL.or(fields.stream().map(field -> field.isNotNull()).toList()));
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        return RowSearch.select(catalog, table, condition());
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return new RowSearch(
                        "half-null-reference",
                        "%s (%s) is NULL in part".formatted(table, String.join(", ", columns)),
                        "fill these columns, or set all of them to NULL")
                .find(database, catalog, this, condition(), samples);
    }
}
