package dev.intact.postgres;

import java.util.Collection;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Object identifiers as an array in a query, so that the catalogs' indexes are used: {@code = any ({0})}. */
final class Oids {
    private Oids() {}

    static Field<Object> array(Collection<Long> oids) {
        var text = oids.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
        return DSL.field("{0}::oid[]", DSL.inline(text));
    }
}
