package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Select;
import org.jooq.impl.DSL;

/**
 * Every row that is to be moved away stands whole in the quarantine table.
 *
 * @param goers the rows
 * @param quarantine the quarantine table, which has the columns of the table
 */
public record Unquarantined(Goers goers, TableName quarantine) implements DataCheck {
    @Override
    public TableName table() {
        return goers.table();
    }

    @Override
    public String rule() {
        return "every row that goes is in " + quarantine;
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        var columns = catalog.table(table()).columnNames();
        return DSL.select(Relation.fields(columns))
                .from(goers.rows(catalog, columns).asTable(DSL.name("goers")))
                .except(DSL.select(Relation.fields(columns)).from(Relation.name(quarantine)));
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return new RowSearch(
                        "unquarantined-row",
                        "%s has rows that did not arrive whole in %s".formatted(table(), quarantine),
                        "see to it that nothing keeps rows out of the quarantine table, or rename it")
                .find(database, catalog, this, samples);
    }
}
