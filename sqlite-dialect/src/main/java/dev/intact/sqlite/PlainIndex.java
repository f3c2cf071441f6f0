package dev.intact.sqlite;

import dev.intact.catalog.Column;
import dev.intact.catalog.Index;
import java.util.List;

/**
 * An index on nothing but columns, over all rows: a PRAGMA says everything of it.
 *
 * @param name its name
 * @param unique whether it forbids equal rows
 * @param terms what it is sorted by
 */
record PlainIndex(String name, boolean unique, List<Term> terms) implements IndexSource {
    /**
     * A row of {@code index_xinfo}.
     *
     * @param column the column's name, as the table has it
     * @param collation the collation
     * @param descending whether it says DESC
     */
    record Term(String column, String collation, boolean descending) {}

    PlainIndex {
        terms = List.copyOf(terms);
    }

    @Override
    public Index on(List<Column> columns) {
        return IndexReader.index(this, columns);
    }
}
