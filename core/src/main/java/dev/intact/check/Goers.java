package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Select;

/** Rows that are to be moved away, into a quarantine table. */
public sealed interface Goers permits Ranking, Departing {
    /** {@return where they are} */
    TableName table();

    /** {@return those columns of theirs} */
    Select<?> rows(Catalog catalog, List<String> columns);

    /** {@return that a row, told under its own table's name, points at one of them by that foreign key} */
    default Condition areReferenced(Catalog catalog, Catalog.Reference reference) {
        return matching(catalog, reference)
                .isAmong(rows(catalog, reference.referencedColumns(catalog)), "intact_goers");
    }

    /** {@return that such a row points at the one of them that stands under that alias} */
    default Condition isReferenced(Catalog catalog, Catalog.Reference reference, String alias) {
        return matching(catalog, reference).matches(alias);
    }

    private Matching matching(Catalog catalog, Catalog.Reference reference) {
        return Matching.of(
                catalog,
                table(),
                reference.referencedColumns(catalog),
                reference.from(),
                reference.key().columns());
    }

    /** {@return what can be done where a foreign key points at one of them} */
    String remedyForReferences();
}
