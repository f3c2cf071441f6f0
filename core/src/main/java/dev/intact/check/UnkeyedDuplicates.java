package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.impl.DSL;

/**
 * Rows that are to be moved away can be told by their primary key: none has a NULL in it, which SQLite allows.
 *
 * @param ranking the rows, in the order in which the first of equal ones stays
 */
public record UnkeyedDuplicates(Ranking ranking) implements DataCheck {
    @Override
    public TableName table() {
        return ranking.duplicates().table();
    }

    @Override
    public String rule() {
        return "a primary key without NULL in every row that goes";
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        var there = catalog.table(table());
        var goers = ranking.goers(catalog, there.columnNames(), List.of()).asTable(DSL.name("goers"));
        return DSL.select(DSL.asterisk())
                .from(goers)
                .where(DSL.or(RowKeys.fields(there).stream().map(Field::isNull).toList()));
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return new RowSearch(
                        "unkeyed-duplicate",
                        "%s has equal rows with a NULL in the primary key".formatted(table()),
                        "give these rows a whole primary key, or delete them by hand")
                .find(database, catalog, this, samples);
    }
}
