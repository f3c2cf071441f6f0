package dev.intact.postgres;

import dev.intact.catalog.Column;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Generation;
import java.util.List;
import java.util.Map;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Reads columns, and what is said of each beyond its definition. */
final class ColumnReader {
    private static final String COLUMNS = """
        select a.attrelid::bigint as "table", a.attname::text as name,
               pg_catalog.format_type(a.atttypid, a.atttypmod) as type, {1} as not_null,
               pg_catalog.pg_get_expr(d.adbin, d.adrelid) as expression,
               a.attidentity::text as identity, a.attgenerated::text as generated,
               case when a.attcollation <> t.typcollation then {2} end as collation,
               {3}
        from pg_catalog.pg_attribute a
        join pg_catalog.pg_type t on t.oid = a.atttypid
        left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = any ({0}) and a.attnum > 0 and not a.attisdropped
        order by a.attrelid, a.attnum
        """;

    /** From 18 on attnotnull is also set where NOT NULL was never validated, so that rows may hold NULL. */
    private static final String NOT_NULL_AND_PROVEN = """
        a.attnotnull and not exists (
          select
          from pg_catalog.pg_constraint k
          where k.conrelid = a.attrelid and k.contype = 'n' and k.conkey = array[a.attnum] and not k.convalidated
        )
        """;

    /** Each label goes on with the column's name. */
    private static final List<Property> PROPERTIES = List.of(
            Property.of("comment on", "pg_catalog.col_description(a.attrelid, a.attnum)"),
            Property.of("privileges on", "a.attacl::text"),
            Property.of("statistics target of", "nullif(a.attstattarget, -1)::text"),
            Property.of("storage of", """
                case when a.attstorage <> t.typstorage
                  then case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end
                end
                """),
            Property.of("compression of", "case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end"),
            Property.of("options of", "array_to_string(a.attoptions, ', ')"),
            Property.of("inheritance of", Trait.INHERITANCE, """
                case when a.attinhcount > 0
                    and not (select c.relispartition from pg_catalog.pg_class c where c.oid = a.attrelid)
                  then case when a.attislocal then 'merged' else 'inherited' end
                end
                """),
            Property.of("sequence of", Trait.SEQUENCES, """
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
                )
                """));

    private ColumnReader() {}

    static Question question(Subjects subjects, Map<Long, TableDraft> tables) {
        var properties = Property.of(subjects, PROPERTIES);
        var query = subjects.query(
                COLUMNS,
                DSL.sql(subjects.version().atLeast(18) ? NOT_NULL_AND_PROVEN : "a.attnotnull is true"),
                Names.partsOfCollation("a.attcollation"),
                Property.list(properties));
        return Question.ofRows(query, row -> {
            var table = tables.get(row.get("table", Long.class));
            if (table != null) {
                var column = column(row);
                table.columns.add(column);
                Property.note(properties, row, table, " column " + column.name());
            }
        });
    }

    private static Column column(Record row) {
        var expression = row.get("expression", String.class);
        var generation = generation(expression, row.get("identity", String.class), row.get("generated", String.class));
        return new Column(
                row.get("name", String.class),
                row.get("type", String.class),
                row.get("not_null", boolean.class),
                expression == null || generation instanceof Generation.Computed ? null : Expression.of(expression),
                generation,
                Names.ofCollation(row.get("collation", String[].class)));
    }

    private static Generation generation(@Nullable String expression, String identity, String generated) {
        if (expression != null && !generated.isEmpty()) {
            return new Generation.Computed(Expression.of(SqlText.unwrapped(expression)), generated.equals("s"));
        }
        return identity.isEmpty() ? new Generation.None() : new Generation.Identity(identity.equals("a"));
    }
}
