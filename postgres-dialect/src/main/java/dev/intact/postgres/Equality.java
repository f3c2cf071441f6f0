package dev.intact.postgres;

import java.util.HashMap;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** Comparisons of values that find their operator without anyone's search path. */
final class Equality {
    /** An extension's types have their operators in its schema. */
    private static final String SCHEMA = """
        select coalesce((
          select n.nspname::text
          from pg_catalog.pg_type t
          join pg_catalog.pg_opclass c on c.opcdefault and c.opcintype = coalesce(nullif(t.typbasetype, 0), t.oid)
          join pg_catalog.pg_am m on m.oid = c.opcmethod and m.amname = 'btree'
          join pg_catalog.pg_amop o on o.amopfamily = c.opcfamily and o.amopstrategy = 3
            and o.amoplefttype = c.opcintype and o.amoprighttype = c.opcintype
          join pg_catalog.pg_operator p on p.oid = o.amopopr
          join pg_catalog.pg_namespace n on n.oid = p.oprnamespace
          where t.oid = pg_catalog.to_regtype({0})
        ), 'pg_catalog')
        """;

    private final DSLContext database;
    private final Map<String, String> schemas = new HashMap<>();

    Equality(DSLContext database) {
        this.database = database;
    }

    /** {@return that two values of that type are equal} */
    QueryPart equal(String type, QueryPart one, QueryPart other) {
        var schema = schemas.computeIfAbsent(type, this::schema);
        return Ddl.part("{0} operator({1}.=) {2}", one, DSL.name(schema), other);
    }

    private String schema(String type) {
        return database.fetchSingle(SCHEMA, DSL.inline(type)).get(0, String.class);
    }

    /** {@return values, to be compared to the last byte} */
    static QueryPart image(QueryPart values) {
        return Ddl.part("cast(row({0}) as pg_catalog.record)", values);
    }

    /** {@return that two such images differ} */
    static QueryPart differ(QueryPart one, QueryPart other) {
        return Ddl.part("{0} operator(pg_catalog.*<>) {1}", one, other);
    }
}
