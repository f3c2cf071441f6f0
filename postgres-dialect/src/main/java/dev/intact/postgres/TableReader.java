package dev.intact.postgres;

import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.Record;

/** Reads what belongs to a table as a whole. */
final class TableReader {
    private static final String TABLES = """
        select c.oid::bigint as oid, n.nspname::text as schema, c.relname::text as name, c.relkind::text as kind,
               {1}{2}
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.oid = any ({0})
        """;

    private static final String CHILDREN = """
        from pg_catalog.pg_inherits i
        join pg_catalog.pg_class p on p.oid = i.inhrelid
        join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
        where i.inhparent = c.oid
        """;

    private static final String PARTITIONS = """
        array(select pn.nspname::text %1$s order by pn.nspname, p.relname) as partition_schemas,
        array(select p.relname::text %1$s order by pn.nspname, p.relname) as partition_names,
        array(
          select coalesce(a.attname::text, '')
          from pg_catalog.pg_partitioned_table p
          cross join unnest(p.partattrs::int2[]) with ordinality k (attnum, position)
          left join pg_catalog.pg_attribute a on a.attrelid = p.partrelid and a.attnum = k.attnum and k.attnum <> 0
          where p.partrelid = c.oid
          order by k.position
        ) as partition_key,
        """.formatted(CHILDREN);

    private static final String PARENTS = """
        (
          select string_agg(pn.nspname || '.' || p.relname, ', ' order by i.inhseqno)
          from pg_catalog.pg_inherits i
          join pg_catalog.pg_class p on p.oid = i.inhparent
          join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
          where i.inhrelid = c.oid
        )
        """;

    private static final String MARKED_INDEX = """
        (
          select x.relname::text
          from pg_catalog.pg_index i
          join pg_catalog.pg_class x on x.oid = i.indexrelid
          where i.indrelid = c.oid and %s
        )
        """;

    private static final List<Property> PROPERTIES = List.of(
            Property.of("partitioned by", Trait.INHERITANCE, "pg_catalog.pg_get_partkeydef(c.oid)"),
            Property.of(
                    "inherits from",
                    Trait.INHERITANCE,
                    "case when not c.relispartition then %s end".formatted(PARENTS)),
            Property.of(
                    "partition of",
                    Trait.INHERITANCE,
                    "case when c.relispartition then %s || ' ' || pg_catalog.pg_get_expr(c.relpartbound, c.oid) end"
                            .formatted(PARENTS)),
            Property.of("inherited by", Trait.INHERITANCE, """
                case when c.relkind = 'r' then (
                  select string_agg(pn.nspname || '.' || p.relname, ', ' order by pn.nspname, p.relname)
                  %s
                ) end
                """.formatted(CHILDREN)),
            Property.of("of type", "case when c.reloftype <> 0 then pg_catalog.format_type(c.reloftype, null) end"),
            Property.of("comment on table", "pg_catalog.obj_description(c.oid, 'pg_class')"),
            Property.of("owner", "pg_catalog.pg_get_userbyid(c.relowner)::text"),
            Property.of("privileges", "c.relacl::text"),
            Property.of("persistence", "case when c.relpersistence = 'u' then 'unlogged' end"),
            Property.of("row security", "case when c.relrowsecurity then 'enabled' end"),
            Property.of("row security is forced", "case when c.relforcerowsecurity then 'for the owner too' end"),
            Property.of(
                    "replica identity",
                    "case c.relreplident when 'n' then 'nothing' when 'f' then 'full' when 'i' then 'index ' || %s end"
                            .formatted(MARKED_INDEX.formatted("i.indisreplident"))),
            Property.of("clustered on index", Trait.CLUSTERED, MARKED_INDEX.formatted("i.indisclustered")),
            Property.of("storage parameters", "array_to_string(c.reloptions, ', ')"),
            Property.of("storage parameters of the toast table", Trait.TOAST_OPTIONS, """
                (select array_to_string(t.reloptions, ', ') from pg_catalog.pg_class t where t.oid = c.reltoastrelid)
                """),
            Property.of(
                    "tablespace",
                    Trait.TABLESPACES,
                    "(select s.spcname::text from pg_catalog.pg_tablespace s where s.oid = c.reltablespace)"),
            Property.of(
                    "access method",
                    Trait.ACCESS_METHODS,
                    "(select m.amname::text from pg_catalog.pg_am m where m.oid = c.relam and m.amname <> 'heap')"),
            Property.of("member of extension", Trait.EXTENSIONS, """
                (
                  select string_agg(e.extname::text, ', ' order by e.extname)
                  from pg_catalog.pg_depend d
                  join pg_catalog.pg_extension e on e.oid = d.refobjid
                  where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
                    and d.refclassid = 'pg_catalog.pg_extension'::regclass
                )
                """),
            Property.of("row type is a column's type in", Trait.ROW_TYPE_USERS, """
                (
                  select string_agg(distinct u.oid::regclass::text, ', ')
                  from pg_catalog.pg_type t
                  join pg_catalog.pg_depend d
                    on d.refclassid = 'pg_catalog.pg_type'::regclass and d.refobjid in (t.oid, t.typarray)
                    and d.classid = 'pg_catalog.pg_class'::regclass and d.objsubid > 0
                  join pg_catalog.pg_class u on u.oid = d.objid
                  where t.oid = c.reltype
                )
                """),
            Property.of("published with all tables by", Trait.PUBLICATIONS, """
                (select string_agg(p.pubname::text, ', ' order by p.pubname) from pg_catalog.pg_publication p where p.puballtables)
                """));

    /** Came with 15 (its release notes, "Logical Replication"). */
    private static final Property PUBLISHED_WITH_SCHEMA =
            Property.of("published with its schema by", Trait.PUBLICATIONS, """
                (
                  select string_agg(p.pubname::text, ', ' order by p.pubname)
                  from pg_catalog.pg_publication_namespace s
                  join pg_catalog.pg_publication p on p.oid = s.pnpubid
                  where s.pnnspid = c.relnamespace
                )
                """);

    private TableReader() {}

    /** Begins a draft of each table, which the other readers go on with. */
    static Question question(Subjects subjects, Map<Long, TableDraft> tables) {
        var properties = Property.of(subjects, properties(subjects.version()));
        var query =
                subjects.query(TABLES, subjects.given(Trait.INHERITANCE, PARTITIONS, ""), Property.list(properties));
        return Question.ofRows(query, row -> {
            var draft = draft(row);
            Property.note(properties, row, draft, "");
            tables.put(row.get("oid", Long.class), draft);
        });
    }

    private static List<Property> properties(Version version) {
        return version.atLeast(15)
                ? Stream.concat(PROPERTIES.stream(), Stream.of(PUBLISHED_WITH_SCHEMA))
                        .toList()
                : PROPERTIES;
    }

    private static TableDraft draft(Record row) {
        var name = new TableName(row.get("schema", String.class), row.get("name", String.class));
        return row.get("kind", String.class).equals("p")
                ? new TableDraft(
                        name,
                        Table.Kind.PARTITIONED,
                        names(row.get("partition_schemas", String[].class), row.get("partition_names", String[].class)),
                        Arrays.asList(row.get("partition_key", String[].class)))
                : new TableDraft(name, Table.Kind.ORDINARY, List.of(), List.of());
    }

    private static List<TableName> names(String[] schemas, String[] names) {
        return IntStream.range(0, names.length)
                .mapToObj(i -> new TableName(schemas[i], names[i]))
                .toList();
    }
}
