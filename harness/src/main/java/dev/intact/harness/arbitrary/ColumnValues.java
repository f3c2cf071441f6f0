package dev.intact.harness.arbitrary;

import dev.intact.catalog.Column;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.jooq.impl.DSL;

/**
 * Values of a column's type, as literals. All but bytes are quoted, whatever the type: either database converts them.
 *
 * @param kind what they are
 * @param length how many characters they have at most
 * @param known the texts of all of them, for a type of the user's
 */
record ColumnValues(Kind kind, int length, List<String> known) {
    /** Beyond what a sequence that begins with 1 soon gives. */
    private static final int FIRST_KEY = 1001;

    private static final int ANY_LENGTH = 1000;

    /** A type's name, how long its values are, and what stands behind that: with time zone. */
    private static final Pattern TYPE = Pattern.compile("([^(\\[]*)(?:\\((\\d+)[^)]*\\))?([^\\[]*)(\\[.*)?");

    /** Types that are alike, by their names on either database. */
    enum Kind {
        WHOLE(
                "(tiny|small|medium|big)?int(eger|[248])?|(small|big)?serial|numeric|decimal|number",
                "0",
                "1",
                "-1",
                "7"),
        FRACTION("real|double.*|float.*", "0", "0.5", "-1.5"),
        BOOLEAN("bool(ean)?", "1", "0"),
        DATE("date", "2000-02-29", "1999-12-31"),
        TIMESTAMP("timestamp.*|datetime", "2000-02-29 12:00:00", "1999-12-31 23:59:59.999"),
        TIME("time.*", "00:00:00", "12:30:00"),
        INTERVAL("interval", "1 day", "-1 hour"),
        UUID("uuid", "00000000-0000-0000-0000-000000000000", "12345678-9abc-def0-1234-56789abcdef0"),
        JSON("jsonb?", "{}", "[1, null]", "\"a\""),
        ADDRESS("inet|cidr", "10.0.0.1", "::1"),
        ARRAY("array", "{}"),
        BYTES("blob|bytea", "", "00ff", "61"),
        TEXT("|.*char.*|.*text|clob|name|any"),
        OTHER(".*");

        private final Pattern types;

        @SuppressWarnings("ImmutableEnumChecker") // It is a List.of.
        private final List<String> values;

        Kind(String types, String... values) {
            this.types = Pattern.compile(types);
            this.values = List.of(values);
        }

        static Kind of(String type) {
            return Arrays.stream(values())
                    .filter(kind -> kind.types.matcher(type).matches())
                    .findFirst()
                    .orElseThrow();
        }
    }

    /**
     * {@return those of a column}
     *
     * @param known of types of the user's, the texts of all values
     */
    static ColumnValues of(Column column, Map<String, List<String>> known) {
        var said = column.type().toLowerCase(Locale.ROOT).strip();
        if (known.containsKey(column.type())) {
            return new ColumnValues(Kind.OTHER, ANY_LENGTH, List.copyOf(known.getOrDefault(column.type(), List.of())));
        }
        var type = TYPE.matcher(said);
        if (!type.matches()) {
            return new ColumnValues(Kind.OTHER, ANY_LENGTH, List.of());
        }
        var kind = type.group(4) != null ? Kind.ARRAY : Kind.of((type.group(1) + type.group(3)).strip());
        int length = type.group(2) == null ? ANY_LENGTH : Integer.parseInt(type.group(2));
        return new ColumnValues(kind, kind == Kind.TEXT ? length : ANY_LENGTH, kind.values);
    }

    /** {@return whether any value is known} */
    boolean isKnown() {
        return kind == Kind.TEXT || !known.isEmpty();
    }

    /** @param hexadecimal whether bytes are written {@code x'00'}, as SQLite has them */
    Arbitrary<String> literals(boolean hexadecimal) {
        var texts = kind == Kind.TEXT
                ? IntactArbitraries.texts().map(this::cut).map(String::valueOf)
                : Arbitraries.of(known);
        return texts.map(text -> literal(text, hexadecimal));
    }

    /** {@return the literal of a value that no other row of the table has, if there are as many} */
    Optional<String> key(int row) {
        return switch (kind) {
            case WHOLE, FRACTION -> Optional.of(quoted(String.valueOf(FIRST_KEY + row)));
            case TEXT -> Optional.of(quoted(cut(row + "'s key")));
            case UUID -> Optional.of(quoted("00000000-0000-0000-0000-%012d".formatted(FIRST_KEY + row)));
            default -> Optional.empty();
        };
    }

    private String cut(String text) {
        return text.length() > length ? text.substring(0, length) : text;
    }

    private String literal(String text, boolean hexadecimal) {
        if (kind != Kind.BYTES) {
            return quoted(text);
        }
        return hexadecimal ? "x" + quoted(text) : quoted("\\x" + text);
    }

    private static String quoted(String text) {
        return DSL.inline(text).toString();
    }
}
