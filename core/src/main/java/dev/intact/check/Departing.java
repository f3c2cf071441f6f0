package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Expression;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Rows that go because of what they point at. */
public sealed interface Departing extends Goers permits OrphanRows, Followers {
    /** {@return what tells them, said of the table under its own name} */
    Condition condition(Catalog catalog);

    /** {@return what tells the rows that stay, said of the table under its own name} */
    Condition opposite(Catalog catalog);

    /** {@return why they go, in words that stand in the quarantine table} */
    String reason();

    @Override
    default Select<?> rows(Catalog catalog, List<String> columns) {
        return rowsBesides(List.of(), catalog, columns);
    }

    /** {@return those columns of those that do not go as some of these already, which are of the same table} */
    default Select<?> rowsBesides(List<Departing> others, Catalog catalog, List<String> columns) {
        var conditions = new ArrayList<Condition>();
        conditions.add(condition(catalog));
        others.forEach(other -> conditions.add(other.opposite(catalog)));
        return DSL.select(Relation.fields(columns))
                .from(Relation.rows(catalog, catalog.table(table())))
                .where(conditions);
    }

    @Override
    default String remedyForReferences() {
        return "delete these rows, or point them elsewhere, before; or set the references to NULL: .onOrphans(setNull())";
    }

    /** {@return what tells the rows that stay} */
    default Expression staying(Catalog catalog) {
        return Relation.text(opposite(catalog));
    }
}
