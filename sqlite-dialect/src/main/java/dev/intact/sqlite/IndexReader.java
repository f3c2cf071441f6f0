package dev.intact.sqlite;

import dev.intact.catalog.Column;
import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Indexes as a catalog has them. */
final class IndexReader {
    private IndexReader() {}

    /** {@return the index that this text makes on a table of these columns} */
    static Index index(CreateIndex text, List<Column> columns) {
        var predicate = text.predicate();
        return Index.on(text.name(), List.of())
                .withUnique(text.unique())
                .withTerms(
                        text.terms().stream().map(term -> term(term, columns)).toList())
                .withPredicate(predicate == null ? null : ColumnReader.expression(predicate));
    }

    static Index index(PlainIndex index, List<Column> columns) {
        return Index.on(index.name(), List.of())
                .withUnique(index.unique())
                .withTerms(index.terms().stream()
                        .map(term -> term(
                                new IndexTerm.OfColumn(term.column()),
                                unlessOwn(term.collation(), column(term.column(), columns)),
                                term.descending()))
                        .toList());
    }

    private static IndexTerm term(IndexedColumn term, List<Column> columns) {
        var name = term.column();
        var column = name == null ? Optional.<Column>empty() : column(name, columns);
        return term(
                column.<IndexTerm.Value>map(each -> new IndexTerm.OfColumn(each.name()))
                        .orElseGet(() -> new IndexTerm.OfExpression(ColumnReader.expression(term.expression()))),
                unlessOwn(term.collation(), column),
                term.descending());
    }

    private static IndexTerm term(IndexTerm.Value value, @Nullable String collation, boolean descending) {
        return new IndexTerm(value, collation, null, descending, IndexTerm.Nulls.BY_DEFAULT);
    }

    /** A name that no column has is a string in double quotes, and so an expression. */
    private static Optional<Column> column(String name, List<Column> columns) {
        return columns.stream()
                .filter(each -> Identifiers.same(each.name(), name))
                .findFirst();
    }

    private static @Nullable String unlessOwn(@Nullable String collation, Optional<Column> column) {
        return collation == null
                        || column.filter(each -> isOwn(collation, each)).isPresent()
                ? null
                : collation;
    }

    /** {@return whether a column is compared in that collation where nothing else is said} */
    static boolean isOwn(String collation, Column column) {
        var own = column.collation();
        return Identifiers.same(collation, own == null ? "binary" : own);
    }
}
