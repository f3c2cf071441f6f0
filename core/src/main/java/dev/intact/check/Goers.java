package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import java.util.List;
import org.jooq.Select;

/** Rows that are to be moved away, into a quarantine table. */
public sealed interface Goers permits Ranking, Departing {
    /** {@return where they are} */
    TableName table();

    /** {@return those columns of theirs} */
    Select<?> rows(Catalog catalog, List<String> columns);

    /** {@return what can be done where a foreign key points at one of them} */
    String remedyForReferences();
}
