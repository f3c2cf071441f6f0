package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/**
 * Rows that a foreign key makes go with the rows that they point at.
 *
 * @param reference the foreign key, ON DELETE CASCADE, its referenced columns named
 * @param goers the rows that they follow
 */
public record Followers(Catalog.Reference reference, Departing goers) implements Departing {
    private static final String GOERS = "intact_goers";

    @Override
    public TableName table() {
        return reference.from();
    }

    @Override
    public String reason() {
        return "follows %s: %s".formatted(goers.table().name(), goers.reason());
    }

    @Override
    public Condition condition(Catalog catalog) {
        var referenced = reference.referencedColumns(catalog);
        return DSL.exists(DSL.selectOne()
                .from(goers.rows(catalog, referenced).asTable(DSL.name(GOERS)))
                .where(Matching.of(
                                catalog,
                                goers.table(),
                                referenced,
                                table(),
                                reference.key().columns())
                        .matches(GOERS)));
    }
}
