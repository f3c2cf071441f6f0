package dev.intact.sqlite;

import dev.intact.catalog.TableName;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** Names of anything that is there. SQLite has empty ones, which jOOQ leaves out of a qualified name. */
final class Quoted {
    private Quoted() {}

    static QueryPart name(String name) {
        return DSL.raw(Identifiers.quote(name));
    }

    static QueryPart name(TableName table) {
        return DSL.sql("{0}.{1}", name(String.valueOf(table.schema())), name(table.name()));
    }

    static Field<Object> field(String column) {
        return DSL.field("{0}", name(column));
    }

    static Field<Object> field(String alias, String column) {
        return DSL.field("{0}.{1}", name(alias), name(column));
    }
}
