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
 * No row has a NULL in these columns.
 *
 * @param table the table
 * @param columns the columns, at least one
 */
public record Nulls(TableName table, List<String> columns) implements DataCheck {
    public Nulls {
        columns = List.copyOf(columns);
    }

    @Override
    public String rule() {
        return "not null (" + String.join(", ", columns) + ")";
    }

    private Condition condition() {
        return DSL.or(
                columns.stream().map(column -> Relation.field(column).isNull()).toList());
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        return RowSearch.select(catalog, table, condition());
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return new RowSearch(
                        "null-value",
                        "%s (%s) has NULLs".formatted(table, String.join(", ", columns)),
                        "fill the rows first: update %s set …".formatted(table))
                .find(database, catalog, this, condition(), samples);
    }
}
