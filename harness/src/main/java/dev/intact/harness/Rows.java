package dev.intact.harness;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A result set as lists that can be compared, on either system. */
final class Rows {
    private Rows() {}

    static List<List<@Nullable Object>> of(ResultSet result) throws SQLException {
        var columns = result.getMetaData().getColumnCount();
        var rows = new ArrayList<List<@Nullable Object>>();
        while (result.next()) {
            var row = new ArrayList<@Nullable Object>(columns);
            for (var column = 1; column <= columns; column++) {
                row.add(comparable(result.getObject(column)));
            }
            rows.add(Collections.unmodifiableList(row));
        }
        return Collections.unmodifiableList(rows);
    }

    /** {@return each row as text that tells a value from any other: bytes, too, from the text of their digits} */
    static List<String> texts(ResultSet result) throws SQLException {
        var columns = result.getMetaData().getColumnCount();
        var rows = new ArrayList<String>();
        while (result.next()) {
            var row = new ArrayList<String>(columns);
            for (var column = 1; column <= columns; column++) {
                var value = result.getObject(column);
                row.add(value instanceof byte[] bytes ? "x'%s'".formatted(hex(bytes)) : text(comparable(value)));
            }
            rows.add(row.toString());
        }
        return rows;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static String text(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Rows::text).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof String text ? "'" + text.replace("'", "''") + "'" : String.valueOf(value);
    }

    private static @Nullable Object comparable(@Nullable Object value) throws SQLException {
        if (value instanceof Integer || value instanceof Short) {
            return ((Number) value).longValue();
        }
        if (value instanceof byte[] bytes) {
            return hex(bytes);
        }
        if (value instanceof Array array) {
            return comparable(array.getArray());
        }
        if (value instanceof Object[] elements) {
            var list = new ArrayList<@Nullable Object>(elements.length);
            for (var element : elements) {
                list.add(comparable(element));
            }
            return Collections.unmodifiableList(list);
        }
        return value;
    }
}
