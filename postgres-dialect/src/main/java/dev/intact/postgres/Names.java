package dev.intact.postgres;

import dev.intact.catalog.TableName;
import dev.intact.check.Relation;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** Names, as queries find them and as statements write them. */
final class Names {
    private Names() {}

    /** {@return a name for a statement, its schema before it if it has one} */
    static Name of(TableName table) {
        return table.schema() == null ? DSL.name(table.name()) : DSL.name(table.schema(), table.name());
    }

    /**
     * {@return in a query over pg_collation's identifiers, the name of a collation} It is the bare name where the search
     * path finds it; otherwise it is written with its schema, quoted, which {@link #collation} knows by its first quote.
     */
    static Field<String> ofCollation(String oid) {
        return DSL.field("""
            (
              select case when pg_catalog.pg_collation_is_visible(l.oid) then l.collname::text
                else format('"%s"."%s"', replace(s.nspname, '"', '""'), replace(l.collname, '"', '""')) end
              from pg_catalog.pg_collation l
              join pg_catalog.pg_namespace s on s.oid = l.collnamespace
              where l.oid = {0}
            )
            """, String.class, DSL.raw(oid));
    }

    /** {@return a collation for a statement} */
    static QueryPart collation(String collation) {
        return Relation.collation(collation);
    }
}
