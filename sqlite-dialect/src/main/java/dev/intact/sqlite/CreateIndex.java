package dev.intact.sqlite;

import dev.intact.catalog.Column;
import dev.intact.catalog.Index;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A CREATE INDEX as {@code sqlite_schema} stores it.
 *
 * @param sql the text, verbatim
 * @param unique whether it forbids equal rows
 * @param name the index's name, unquoted
 * @param table the table's name, unquoted
 * @param tableSpan the table's name as it is written
 * @param terms what it is sorted by
 * @param predicate the rows that it covers, verbatim, or null for all
 */
record CreateIndex(
        String sql,
        boolean unique,
        String name,
        String table,
        Span tableSpan,
        List<IndexedColumn> terms,
        @Nullable String predicate)
        implements IndexSource {
    CreateIndex {
        terms = List.copyOf(terms);
    }

    @Override
    public Index on(List<Column> columns) {
        return IndexReader.index(this, columns);
    }

    /**
     * Reads an index's definition.
     *
     * @throws IllegalArgumentException if it is none
     */
    static CreateIndex parse(String sql) {
        var reader = new TokenReader(sql);
        reader.expect("create");
        var unique = reader.accept("unique");
        reader.expect("index");
        reader.accept("if", "not", "exists");
        var name = reader.expectQualifiedName("an index");
        reader.expect("on");
        var table = reader.expectName("a table");
        var terms = IndexedColumn.list(reader);
        reader.expect(")");
        var predicate = reader.accept("where") ? reader.rest() : null;
        reader.accept(";");
        if (!reader.atEnd()) {
            throw reader.error("WHERE or the end");
        }
        return new CreateIndex(
                sql, unique, Identifiers.unquote(name), Identifiers.unquote(table), table.span(), terms, predicate);
    }
}
