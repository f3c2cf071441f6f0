package dev.intact.harness;

import dev.intact.catalog.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.conf.Settings;
import org.jooq.conf.StatementType;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Rows to begin with, as values:
 *
 * <pre>{@code
 * rows("tasks", "id", "title").row(1, "Write release notes").row(2, null)
 * }</pre>
 *
 * @param table the table; its name is exact, and never parsed
 * @param columns those that are given; the others have their defaults
 * @param values for each row what is in these columns, null for NULL
 */
public record TableRows(TableName table, List<String> columns, List<List<@Nullable Object>> values)
        implements Migration {
    public TableRows {
        columns = List.copyOf(columns);
        values = values.stream().map(TableRows::copied).toList();
    }

    private static List<@Nullable Object> copied(List<@Nullable Object> row) {
        var copy = new ArrayList<@Nullable Object>();
        row.forEach(value -> copy.add(value instanceof byte[] bytes ? bytes.clone() : value));
        return Collections.unmodifiableList(copy);
    }

    /** {@return no row yet, of a table with these columns: {@code .row(…)} follows} */
    public static TableRows rows(String table, String... columns) {
        return rows(TableName.of(table), columns);
    }

    /** {@return no row yet, of a table with these columns: {@code .row(…)} follows} */
    public static TableRows rows(TableName table, String... columns) {
        return new TableRows(table, List.of(columns), List.of());
    }

    /**
     * {@return these rows, and one more}
     *
     * @param row what is in each column; texts are taken for whatever type the column has
     * @throws IllegalArgumentException if it has more or fewer values than there are columns
     */
    public TableRows row(@Nullable Object... row) {
        if (row.length != columns.size()) {
            throw new IllegalArgumentException(
                    "%s has %d columns here, and the row %d values".formatted(table, columns.size(), row.length));
        }
        var more = new ArrayList<>(values);
        more.add(Arrays.asList(row));
        return new TableRows(table, columns, more);
    }

    /** Values stand in the statement: PostgreSQL takes a text there for any type, and a parameter for a text alone. */
    @Override
    public void migrate(DataSource dataSource) throws SQLException {
        var name = table.schema() == null ? DSL.name(table.name()) : DSL.name(table.schema(), table.name());
        var fields = columns.stream().map(column -> DSL.field(DSL.name(column))).toList();
        try (var connection = dataSource.getConnection()) {
            var database = DSL.using(connection, new Settings().withStatementType(StatementType.STATIC_STATEMENT));
            for (var row : values) {
                database.insertInto(DSL.table(name)).columns(fields).values(row).execute();
            }
        }
    }

    /** Bytes are equal if each is. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TableRows rows
                && table.equals(rows.table)
                && columns.equals(rows.columns)
                && Arrays.deepEquals(arrays(), rows.arrays());
    }

    @Override
    public int hashCode() {
        return Objects.hash(table, columns, Arrays.deepHashCode(arrays()));
    }

    private @Nullable Object[][] arrays() {
        return values.stream().map(List::toArray).toArray(Object[][]::new);
    }
}
