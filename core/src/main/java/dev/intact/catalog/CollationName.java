package dev.intact.catalog;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A collation as it is named: by its bare name, in which a dot is nothing special ({@code en_US.utf8}), or after its schema
 * with one of both in double quotes ({@code pg_catalog."C"}).
 *
 * @param schema its schema, or null where the database finds it
 * @param name its name
 */
public record CollationName(@Nullable String schema, String name) {
    private static final String QUOTED = "\"(?:[^\"]|\"\")+\"";
    private static final Pattern QUALIFIED = Pattern.compile("(%1$s|\\w+)\\.(%1$s)|(%1$s)\\.(\\w+)".formatted(QUOTED));

    /** {@return what that text names} */
    public static CollationName parse(String text) {
        var matcher = QUALIFIED.matcher(text);
        if (!matcher.matches()) {
            return new CollationName(null, unquoted(text));
        }
        return matcher.group(1) == null
                ? new CollationName(unquoted(matcher.group(3)), unquoted(matcher.group(4)))
                : new CollationName(unquoted(matcher.group(1)), unquoted(matcher.group(2)));
    }

    private static String unquoted(String part) {
        return part.matches(QUOTED) ? part.substring(1, part.length() - 1).replace("\"\"", "\"") : part;
    }

    /** {@return the text that names it alike wherever it comes from: without its schema if that is on the path} */
    String onPath(List<String> searchPath) {
        return schema == null || schema.equals("pg_catalog") || searchPath.contains(schema)
                ? name
                : quoted(schema) + "." + quoted(name);
    }

    private static String quoted(String part) {
        return '"' + part.replace("\"", "\"\"") + '"';
    }
}
