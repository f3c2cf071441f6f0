package dev.intact.sqlite;

import dev.intact.catalog.Column;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Generation;
import dev.intact.sqlite.TableSource.Row;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Columns as a catalog has them. */
final class ColumnReader {
    private static final Set<String> CONSTANTS =
            Set.of("null", "true", "false", "current_date", "current_time", "current_timestamp");

    private ColumnReader() {}

    static List<Column> columns(TableSource source) {
        return source.columns().stream().map(row -> column(source, row)).toList();
    }

    private static Column column(TableSource source, Row row) {
        var collation = source.collation(row.name()).orElse(null);
        var isRowid = source.rowidAlias().filter(row.name()::equals).isPresent();
        var column = new Column(
                row.name(),
                source.type(row.name()),
                row.notNull() || isRowid,
                null,
                generation(source, row),
                collation);
        return withDefault(column, defaultValue(source, row));
    }

    /** {@return that column with a default that equals another one of the same type when the normal forms do} */
    private static Column withDefault(Column column, @Nullable String sql) {
        if (sql == null) {
            return column;
        }
        var written = column.withDefault(Expression.of(sql));
        return column.withDefault(new Expression(sql, NormalForm.of(written.defaultAsComparable())));
    }

    private static Generation generation(TableSource source, Row row) {
        return clauses(source, row, ConstraintClause.Generated.class)
                .<Generation>map(clause -> new Generation.Computed(expression(clause.expression()), clause.stored()))
                .reduce((first, last) -> last)
                .orElse(new Generation.None());
    }

    /** The last one counts. */
    private static @Nullable String defaultValue(TableSource source, Row row) {
        return clauses(source, row, ConstraintClause.Default.class)
                .map(clause -> clause.parenthesized() ? clause.expression() : literal(clause.expression()))
                .reduce((first, last) -> last)
                .orElse(null);
    }

    /** A name behind DEFAULT is a string, which it would be nowhere else. */
    private static String literal(String written) {
        var tokens = TokenReader.significant(written);
        var first = tokens.get(0);
        var isName = first.kind() == Token.Kind.QUOTED_NAME
                || (first.kind() == Token.Kind.WORD && !CONSTANTS.contains(Identifiers.fold(first.text())));
        return tokens.size() == 1 && isName ? "'" + Identifiers.unquote(first).replace("'", "''") + "'" : written;
    }

    private static <T> Stream<T> clauses(TableSource source, Row row, Class<T> kind) {
        return source.definition().column(row.name()).stream()
                .flatMap(column -> column.constraints().stream())
                .filter(kind::isInstance)
                .map(kind::cast);
    }

    /** {@return an expression that SQLite has stored} */
    static Expression expression(String sql) {
        return new Expression(sql, NormalForm.of(sql));
    }
}
