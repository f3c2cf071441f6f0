package dev.intact.sqlite;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Words for what both the parser and SQLite's PRAGMAs know, so that the two can be compared line by line. */
final class SchemaFacts {
    /** The collation of an expression that says nothing of it. */
    static final String INHERITED = "inherited";

    private static final String TYPE = "type of ";

    private SchemaFacts() {}

    static boolean isType(String fact) {
        return fact.startsWith(TYPE);
    }

    static String options(boolean withoutRowid, boolean strict) {
        return "without rowid: %s, strict: %s".formatted(withoutRowid, strict);
    }

    static String type(String column, String type) {
        return TYPE + column + ": " + type;
    }

    static String column(String name, boolean notNull, @Nullable String defaultValue, int rankInKey, int hidden) {
        var value = defaultValue == null ? "none" : NormalForm.of(defaultValue);
        return "column %s, not null: %s, default: %s, in key: %d, hidden: %d"
                .formatted(name, notNull, value, rankInKey, hidden);
    }

    static String foreignKey(
            List<String> columns, String referenced, List<String> referencedColumns, String onDelete, String onUpdate) {
        return "foreign key %s to %s %s, on delete %s, on update %s"
                .formatted(
                        columns.stream().map(Identifiers::fold).toList(),
                        referenced,
                        referencedColumns,
                        onDelete,
                        onUpdate);
    }

    static String key(List<String> terms) {
        return "key " + terms;
    }

    static List<String> index(boolean unique, boolean partial, List<String> terms) {
        return Stream.concat(Stream.of("unique: %s, partial: %s".formatted(unique, partial)), terms.stream())
                .toList();
    }

    static String term(@Nullable String column, String collation, boolean descending) {
        var what = column == null ? "an expression" : Identifiers.fold(column);
        return "%s collate %s %s".formatted(what, Identifiers.fold(collation), descending ? "desc" : "asc");
    }

    /** {@return whether both are the same term; an expression can inherit a collation from its columns} */
    static boolean sameTerm(String parsed, String real) {
        return parsed.equals(real)
                || (real.startsWith("an expression")
                        && parsed.equals(real.replaceFirst("collate \\w+", "collate " + INHERITED)));
    }
}
