package dev.intact.postgres;

import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Reads what belongs to a table as a whole. */
final class TableReader {
    /** How many fields of a row come before those that are properties, each under its label. */
    private static final int FIXED_FIELDS = 7;

    private static final String TABLES = """
        select c.oid::bigint, n.nspname::text, c.relname::text, c.relkind::text,
               children.schemas, children.names,
               array(
                 select coalesce(a.attname::text, '')
                 from pg_catalog.pg_partitioned_table p
                 cross join unnest(p.partattrs::int2[]) with ordinality k (attnum, position)
                 left join pg_catalog.pg_attribute a on a.attrelid = p.partrelid and a.attnum = k.attnum and k.attnum <> 0
                 where p.partrelid = c.oid
                 order by k.position
               ),
               pg_catalog.pg_get_partkeydef(c.oid) as "partitioned by",
               case when not c.relispartition then parents.names end as "inherits from",
               case when c.relispartition then parents.names || ' ' || pg_catalog.pg_get_expr(c.relpartbound, c.oid) end
                 as "partition of",
               case when c.relkind = 'r' then children.text end as "inherited by",
               case when c.reloftype <> 0 then pg_catalog.format_type(c.reloftype, null) end as "of type",
               pg_catalog.obj_description(c.oid, 'pg_class') as "comment on table",
               pg_catalog.pg_get_userbyid(c.relowner)::text as "owner",
               c.relacl::text as "privileges",
               case when c.relpersistence = 'u' then 'unlogged' end as "persistence",
               case when c.relrowsecurity then 'enabled' end as "row security",
               case when c.relforcerowsecurity then 'for the owner too' end as "row security is forced",
               case c.relreplident
                 when 'n' then 'nothing'
                 when 'f' then 'full'
                 when 'i' then 'index ' || (
                   select x.relname
                   from pg_catalog.pg_index i
                   join pg_catalog.pg_class x on x.oid = i.indexrelid
                   where i.indrelid = c.oid and i.indisreplident
                 )
               end as "replica identity",
               (
                 select x.relname::text
                 from pg_catalog.pg_index i
                 join pg_catalog.pg_class x on x.oid = i.indexrelid
                 where i.indrelid = c.oid and i.indisclustered
               ) as "clustered on index",
               array_to_string(c.reloptions, ', ') as "storage parameters",
               (select array_to_string(t.reloptions, ', ') from pg_catalog.pg_class t where t.oid = c.reltoastrelid)
                 as "storage parameters of the toast table",
               (select s.spcname::text from pg_catalog.pg_tablespace s where s.oid = c.reltablespace) as "tablespace",
               (select m.amname::text from pg_catalog.pg_am m where m.oid = c.relam and m.amname <> 'heap')
                 as "access method",
               (
                 select string_agg(e.extname::text, ', ' order by e.extname)
                 from pg_catalog.pg_depend d
                 join pg_catalog.pg_extension e on e.oid = d.refobjid
                 where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
                   and d.refclassid = 'pg_catalog.pg_extension'::regclass
               ) as "member of extension",
               (
                 select string_agg(distinct u.oid::regclass::text, ', ')
                 from pg_catalog.pg_type t
                 join pg_catalog.pg_depend d
                   on d.refclassid = 'pg_catalog.pg_type'::regclass and d.refobjid in (t.oid, t.typarray)
                   and d.classid = 'pg_catalog.pg_class'::regclass and d.objsubid > 0
                 join pg_catalog.pg_class u on u.oid = d.objid
                 where t.oid = c.reltype
               ) as "row type is a column's type in",
               (select string_agg(p.pubname::text, ', ' order by p.pubname) from pg_catalog.pg_publication p where p.puballtables)
                 as "published with all tables by",
               {1} as "published with its schema by"
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        cross join lateral (
          select array_agg(pn.nspname::text order by pn.nspname, p.relname) as schemas,
                 array_agg(p.relname::text order by pn.nspname, p.relname) as names,
                 string_agg(pn.nspname || '.' || p.relname, ', ' order by pn.nspname, p.relname) as text
          from pg_catalog.pg_inherits i
          join pg_catalog.pg_class p on p.oid = i.inhrelid
          join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
          where i.inhparent = c.oid
        ) children
        cross join lateral (
          select string_agg(pn.nspname || '.' || p.relname, ', ' order by i.inhseqno) as names
          from pg_catalog.pg_inherits i
          join pg_catalog.pg_class p on p.oid = i.inhparent
          join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
          where i.inhrelid = c.oid
        ) parents
        where c.oid = any ({0})
        """;

    private static final String PUBLISHED_WITH_SCHEMA = """
        (
          select string_agg(p.pubname::text, ', ' order by p.pubname)
          from pg_catalog.pg_publication_namespace s
          join pg_catalog.pg_publication p on p.oid = s.pnpubid
          where s.pnnspid = c.relnamespace
        )
        """;

    private TableReader() {}

    static Map<Long, TableDraft> read(DSLContext database, List<Long> oids, Version version) {
        var drafts = new TreeMap<Long, TableDraft>();
        var bySchema = version.atLeast(15) ? DSL.field(PUBLISHED_WITH_SCHEMA) : DSL.field("null::text");
        for (var row : database.fetch(TABLES, Oids.array(oids), bySchema)) {
            drafts.put(row.get(0, long.class), draft(row));
        }
        return drafts;
    }

    private static TableDraft draft(Record row) {
        var name = new TableName(row.get(1, String.class), row.get(2, String.class));
        boolean partitioned = row.get(3, String.class).equals("p");
        var draft = partitioned
                ? new TableDraft(
                        name,
                        Table.Kind.PARTITIONED,
                        names(row.get(4, String[].class), row.get(5, String[].class)),
                        Arrays.asList(row.get(6, String[].class)))
                : new TableDraft(name, Table.Kind.ORDINARY, List.of(), List.of());
        for (int i = FIXED_FIELDS; i < row.size(); i++) {
            draft.property(row.field(i).getName(), row.get(i, String.class));
        }
        return draft;
    }

    private static List<TableName> names(String[] schemas, String[] names) {
        return schemas == null
                ? List.of()
                : IntStream.range(0, names.length)
                        .mapToObj(i -> new TableName(schemas[i], names[i]))
                        .toList();
    }
}
