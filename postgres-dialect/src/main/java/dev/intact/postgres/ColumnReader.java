package dev.intact.postgres;

import dev.intact.catalog.Column;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Generation;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Reads columns, and what is said of each beyond its definition. */
final class ColumnReader {
    /** How many fields of a row come before those that are properties, each under the beginning of its label. */
    private static final int FIXED_FIELDS = 8;

    /** From 18 on attnotnull is also set where NOT NULL was never validated, so that rows may hold NULL. */
    private static final String COLUMNS = """
        select a.attrelid::bigint, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod),
               a.attnotnull and not exists (
                 select
                 from pg_catalog.pg_constraint k
                 where k.conrelid = a.attrelid and k.contype = 'n' and k.conkey = array[a.attnum] and not k.convalidated
               ),
               pg_catalog.pg_get_expr(d.adbin, d.adrelid), a.attidentity::text, a.attgenerated::text,
               case when a.attcollation <> t.typcollation then {1} end,
               pg_catalog.col_description(a.attrelid, a.attnum) as "comment on",
               a.attacl::text as "privileges on",
               nullif(a.attstattarget, -1)::text as "statistics target of",
               case when a.attstorage <> t.typstorage
                 then case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end
               end as "storage of",
               case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end as "compression of",
               array_to_string(a.attoptions, ', ') as "options of",
               case when a.attinhcount > 0 and not c.relispartition
                 then case when a.attislocal then 'merged' else 'inherited' end
               end as "inheritance of",
               (
                 select string_agg(
                   format('%s.%s as %s start %s increment %s min %s max %s cache %s%s',
                     n.nspname, s.relname, q.seqtypid::regtype, q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache,
                     case when q.seqcycle then ' cycle' end),
                   ', ' order by n.nspname, s.relname)
                 from pg_catalog.pg_depend o
                 join pg_catalog.pg_class s on s.oid = o.objid and s.relkind = 'S'
                 join pg_catalog.pg_namespace n on n.oid = s.relnamespace
                 join pg_catalog.pg_sequence q on q.seqrelid = s.oid
                 where o.refclassid = 'pg_catalog.pg_class'::regclass and o.refobjid = a.attrelid
                   and o.refobjsubid = a.attnum
                   and o.classid = 'pg_catalog.pg_class'::regclass and o.deptype in ('a', 'i')
               ) as "sequence of"
        from pg_catalog.pg_attribute a
        join pg_catalog.pg_class c on c.oid = a.attrelid
        join pg_catalog.pg_type t on t.oid = a.atttypid
        left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = any ({0}) and a.attnum > 0 and not a.attisdropped
        order by a.attrelid, a.attnum
        """;

    private ColumnReader() {}

    static void read(DSLContext database, Map<Long, TableDraft> tables) {
        var rows = database.fetch(COLUMNS, Oids.array(tables.keySet()), Names.ofCollation("a.attcollation"));
        for (var row : rows) {
            var table = tables.get(row.get(0, Long.class));
            if (table != null) {
                var column = column(row);
                table.columns.add(column);
                for (int i = FIXED_FIELDS; i < row.size(); i++) {
                    table.property(row.field(i).getName() + " column " + column.name(), row.get(i, String.class));
                }
            }
        }
    }

    private static Column column(Record row) {
        var expression = row.get(4, String.class);
        var generation = generation(expression, row.get(5, String.class), row.get(6, String.class));
        return new Column(
                row.get(1, String.class),
                row.get(2, String.class),
                row.get(3, boolean.class),
                expression == null || generation instanceof Generation.Computed ? null : Expression.of(expression),
                generation,
                row.get(7, String.class));
    }

    private static Generation generation(@Nullable String expression, String identity, String generated) {
        if (expression != null && !generated.isEmpty()) {
            return new Generation.Computed(Expression.of(SqlText.unwrapped(expression)), generated.equals("s"));
        }
        return identity.isEmpty() ? new Generation.None() : new Generation.Identity(identity.equals("a"));
    }
}
