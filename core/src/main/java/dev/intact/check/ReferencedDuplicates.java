package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Select;
import org.jooq.impl.DSL;

/**
 * No foreign key points at a row that is to be moved away.
 *
 * @param ranking the rows, in the order in which the first of equal ones stays
 * @param reference the foreign key
 */
public record ReferencedDuplicates(Ranking ranking, Catalog.Reference reference) implements DataCheck {
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
        var referenced = reference.referencedColumns(catalog);
        var goers = ranking.goers(catalog, referenced, List.of()).asTable(DSL.name("goers"));
        var matching = new ArrayList<Condition>();
        for (int i = 0; i < referenced.size(); i++) {
            // The referenced column first: SQLite compares by the left side's collation and affinity.
            matching.add(Relation.field("goers", referenced.get(i))
                    .eq(Relation.field(table().name(), reference.key().columns().get(i))));
        }
        return DSL.exists(DSL.selectOne().from(goers).where(matching));
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return new RowSearch(
                        "referenced-duplicate",
                        "%s (%s) points at rows of %s that would be moved away"
                                .formatted(
                                        table(),
                                        String.join(", ", reference.key().columns()),
                                        ranking.duplicates().table()),
                        "point these rows at the row that stays: .repointReferences()")
                .find(database, catalog, this, pointsAtAGoer(catalog), samples);
    }
}
