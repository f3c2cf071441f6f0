package dev.intact.check;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Values of rows, for people to read. */
final class Literal {
    private static final int MOST_CHARS = 60;

    private Literal() {}

    static String show(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        if (value instanceof byte[] bytes) {
            return "x'" + cut(HexFormat.of().formatHex(bytes)) + "'";
        }
        return "'" + cut(value.toString().replace("'", "''")) + "'";
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= MOST_CHARS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MOST_CHARS)) + "…";
    }
}
