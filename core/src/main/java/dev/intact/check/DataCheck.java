package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Select;

/** A rule that rows must keep for a change to hold. Two checks are equal when they ask the same. */
public sealed interface DataCheck
        permits Duplicates,
                Nulls,
                RowsWithoutValue,
                NullResults,
                Unfilled,
                Unmatched,
                Shared,
                Conflicting,
                Contradicting,
                Astray,
                Uncopied,
                LostValues,
                Orphans,
                HalfNulls,
                Unmet,
                ReferencedGoers,
                UnkeyedDuplicates,
                Unquarantined {
    /** {@return the table whose rows are asked for} */
    TableName table();

    /** {@return all tables whose rows are looked at} */
    default Set<TableName> tables() {
        return Set.of(table());
    }

    /** {@return the rule in words, such as {@code unique (workflow_id)}} */
    String rule();

    /** {@return the query that finds everything that breaks the rule, and returns no row when nothing does} */
    Select<?> violations(Catalog catalog);

    /**
     * Asks the database.
     *
     * @param samples how many samples to bring at most
     * @return what breaks the rule, or nothing
     */
    Optional<Violation> find(DSLContext database, Catalog catalog, int samples);
}
