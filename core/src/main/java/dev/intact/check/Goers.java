package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Rows that are to be moved away, into a quarantine table. */
public sealed interface Goers permits Ranking, Departing {
    /** {@return where they are} */
    TableName table();

    /** {@return those columns of theirs} */
    Select<?> rows(Catalog catalog, List<String> columns);

    /** {@return that a row, told under its own table's name, points at one of them by that foreign key} */
    default Condition areReferenced(Catalog catalog, Catalog.Reference reference) {
        var alias = "intact_goers";
        return DSL.exists(DSL.selectOne()
                .from(rows(catalog, reference.referencedColumns(catalog)).asTable(DSL.name(alias)))
                .where(isReferenced(catalog, reference, alias)));
    }

    /** {@return that such a row points at the one of them that stands under that alias} */
    default Condition isReferenced(Catalog catalog, Catalog.Reference reference, String alias) {
        var columns = reference.key().columns();
        return Matching.of(catalog, table(), reference.referencedColumns(catalog), reference.from(), columns)
                .matches(alias);
    }

    /** {@return what can be done where a foreign key points at one of them} */
    String remedyForReferences();
}
