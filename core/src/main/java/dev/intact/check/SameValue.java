package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Feature;
import java.util.Locale;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Whether values are the same to the last byte: what a collation takes for equal, or 1 and 1.0, is not. */
final class SameValue {
    private SameValue() {}

    /** {@return whether two values of that type differ; two NULLs do not} */
    static Condition differ(Catalog catalog, String type, Field<?> one, Field<?> other) {
        if (catalog.server().can(Feature.ROW_IMAGES)) {
            return DSL.condition("cast(row({0}) as record) *<> cast(row({1}) as record)", one, other);
        }
        var different = DSL.field("{0} collate binary", one).isDistinctFrom(other);
        return convertsNothing(type)
                ? different.or(DSL.condition("typeof({0}) <> typeof({1})", one, other))
                : different;
    }

    /** SQLite's affinity BLOB (datatype3.html, section 3.1): with any other, equal values are stored alike. */
    private static boolean convertsNothing(String type) {
        var words = type.toLowerCase(Locale.ROOT);
        return words.isEmpty()
                || words.equals("any")
                || (words.contains("blob")
                        && Stream.of("int", "char", "clob", "text").noneMatch(words::contains));
    }
}
