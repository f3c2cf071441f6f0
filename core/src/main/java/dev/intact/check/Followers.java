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
        return goers.areReferenced(catalog, reference);
    }

    @Override
    public Condition opposite(Catalog catalog) {
        return DSL.not(condition(catalog));
    }
}
