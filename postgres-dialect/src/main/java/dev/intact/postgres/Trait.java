package dev.intact.postgres;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Field;

/**
 * What some tables have and most do not. To plan a query through all the catalogs that could tell of it takes a server
 * several times as long as to see what there is.
 */
enum Trait {
    /** Parents, children or partitions. */
    INHERITANCE,
    FOREIGN_KEYS,
    /** Indexes that belong to no constraint, or not completely, or are a partition's part of one. */
    INDEXES,
    /** An index that the table is clustered on. */
    CLUSTERED,
    /** Columns in keys' indexes that are no part of the key. */
    INCLUDED_COLUMNS,
    SEQUENCES,
    /** Places other than the database's own, of tables or their indexes. */
    TABLESPACES,
    ACCESS_METHODS,
    TOAST_OPTIONS,
    EXTENSIONS,
    /** Columns of other tables whose type is the table's row. */
    ROW_TYPE_USERS,
    /** Publications of all tables, or of a schema, maybe of theirs. */
    PUBLICATIONS,
    /** Publications that name a table. */
    NAMED_IN_PUBLICATIONS,
    TRIGGERS,
    VIEWS_AND_RULES,
    POLICIES,
    STATISTICS,
    FUNCTIONS;

    /** A table that depends on another as a whole is its child. The access method 2 is heap (pg_am.dat of the server). */
    private static final String THERE = """
        select case
                 when x.relkind in ('i', 'I') then 'INDEXES'
                 when x.relkind = 'S' then 'SEQUENCES'
                 when d.classid = 'pg_catalog.pg_trigger'::regclass then 'TRIGGERS'
                 when d.classid = 'pg_catalog.pg_rewrite'::regclass then 'VIEWS_AND_RULES'
                 when d.classid = 'pg_catalog.pg_policy'::regclass then 'POLICIES'
                 when d.classid = 'pg_catalog.pg_statistic_ext'::regclass then 'STATISTICS'
                 when d.classid = 'pg_catalog.pg_publication_rel'::regclass then 'NAMED_IN_PUBLICATIONS'
                 when d.classid = 'pg_catalog.pg_proc'::regclass then 'FUNCTIONS'
               end
        from pg_catalog.pg_depend d
        left join pg_catalog.pg_class x on x.oid = d.objid and d.classid = 'pg_catalog.pg_class'::regclass
        where d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = any ({0})
        union
        select case
                 when d.deptype = 'e' then 'EXTENSIONS'
                 when d.refclassid = 'pg_catalog.pg_class'::regclass then 'INHERITANCE'
               end
        from pg_catalog.pg_depend d
        where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = any ({0}) and d.objsubid = 0
        union
        select unnest(array[
                 case when c.relkind = 'p' or c.relispartition or c.relhassubclass then 'INHERITANCE' end,
                 case when c.reltablespace <> 0 then 'TABLESPACES' end,
                 case when c.relam not in (0, 2) then 'ACCESS_METHODS' end,
                 case when t.reloptions is not null then 'TOAST_OPTIONS' end,
                 case when d.objsubid > 0 then 'ROW_TYPE_USERS'
                      when d.classid = 'pg_catalog.pg_proc'::regclass then 'FUNCTIONS'
                      when d.classid = 'pg_catalog.pg_rewrite'::regclass then 'VIEWS_AND_RULES'
                      when d.classid = 'pg_catalog.pg_policy'::regclass then 'POLICIES' end])
        from pg_catalog.pg_class c
        left join pg_catalog.pg_class t on t.oid = c.reltoastrelid
        left join pg_catalog.pg_type y on y.oid = c.reltype
        left join pg_catalog.pg_depend d
          on d.refclassid = 'pg_catalog.pg_type'::regclass and d.refobjid in (y.oid, y.typarray)
        where c.oid = any ({0})
        union
        select unnest(array[
                 case when not (i.indisvalid and i.indisready and i.indislive) then 'INDEXES' end,
                 case when i.indisclustered then 'CLUSTERED' end,
                 case when i.indnatts > i.indnkeyatts then 'INCLUDED_COLUMNS' end,
                 case when x.reltablespace <> 0 then 'TABLESPACES' end])
        from pg_catalog.pg_index i
        join pg_catalog.pg_class x on x.oid = i.indexrelid
        where i.indrelid = any ({0})
        union
        select 'FOREIGN_KEYS' from pg_catalog.pg_constraint c where c.conrelid = any ({0}) and c.contype = 'f'
        union
        select 'PUBLICATIONS' from pg_catalog.pg_publication
        """;

    /** {@return what at least one of the tables has} */
    static Set<Trait> of(DSLContext database, Field<?> oids) {
        var traits = EnumSet.noneOf(Trait.class);
        database.fetch(THERE, oids).getValues(0, String.class).stream()
                .filter(Objects::nonNull)
                .map(Trait::valueOf)
                .forEach(traits::add);
        return traits;
    }
}
