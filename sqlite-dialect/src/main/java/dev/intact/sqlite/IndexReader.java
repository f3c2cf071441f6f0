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

    private static IndexTerm term(IndexedColumn term, List<Column> columns) {
        var column = column(term, columns);
        return new IndexTerm(
                column.<IndexTerm.Value>map(each -> new IndexTerm.OfColumn(each.name()))
                        .orElseGet(() -> new IndexTerm.OfExpression(ColumnReader.expression(term.expression()))),
                column.isPresent() ? unlessOwn(term.collation(), column.get()) : term.collation(),
                null,
                term.descending(),
                IndexTerm.Nulls.BY_DEFAULT);
    }

    /** A name that no column has is a string in double quotes, and so an expression. */
    private static Optional<Column> column(IndexedColumn term, List<Column> columns) {
        var name = term.column();
        return name == null
                ? Optional.empty()
                : columns.stream()
                        .filter(each -> Identifiers.same(each.name(), name))
                        .findFirst();
    }

    private static @Nullable String unlessOwn(@Nullable String collation, Column column) {
        return collation == null || isOwn(collation, column) ? null : collation;
    }

    /** {@return whether a column is compared in that collation where nothing else is said} */
    static boolean isOwn(String collation, Column column) {
        var own = column.collation();
        return Identifiers.same(collation, own == null ? "binary" : own);
    }
}
