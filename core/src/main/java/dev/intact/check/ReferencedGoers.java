package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Select;

/**
 * No foreign key of a row that stays points at a row that is to be moved away.
 *
 * @param goers the rows that go
 * @param reference the foreign key
 * @param others rows of the referencing table that go as well
 */
public record ReferencedGoers(Goers goers, Catalog.Reference reference, List<Departing> others) implements DataCheck {
    public ReferencedGoers {
        others = List.copyOf(others);
    }

    /** Where all rows of the referencing table stay. */
    public ReferencedGoers(Goers goers, Catalog.Reference reference) {
        this(goers, reference, List.of());
    }

    @Override
    public TableName table() {
        return reference.from();
    }

    @Override
    public String rule() {
        return "no reference to a row that goes (%s)"
                .formatted(String.join(", ", reference.key().columns()));
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        return RowSearch.select(catalog, table(), pointsAtAGoer(catalog));
    }

    private Condition pointsAtAGoer(Catalog catalog) {
        var condition = goers.areReferenced(catalog, reference);
        for (var other : others) {
            condition = condition.and(other.opposite(catalog));
        }
        return condition;
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return new RowSearch(
                        "referenced-row",
                        "%s (%s) points at rows of %s that would be moved away"
                                .formatted(
                                        table(),
                                        String.join(", ", reference.key().columns()),
                                        goers.table()),
                        goers.remedyForReferences())
                .find(database, catalog, this, pointsAtAGoer(catalog), samples);
    }
}
