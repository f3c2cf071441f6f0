package dev.intact.postgres;

import dev.intact.catalog.Dependent;
import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Reads what uses tables or fires on them, as far as the server knows: a function whose body is a string is parsed only
 * when it runs.
 */
final class DependentReader {
    /**
     * Everything here depends on its table, and on the columns that it names, in pg_depend. Triggers that belong to a
     * foreign key or a deferrable key, and those that a partition has from its parent, come and go with these.
     */
    private static final String DEPENDENTS = """
        with uses as (
          select d.classid, d.objid, d.refobjid as "table",
                 coalesce(array_agg(distinct a.attname::text) filter (where a.attnum > 0), '{}') as columns
          from pg_catalog.pg_depend d
          left join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid and d.refobjsubid > 0
          where d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = any ({0})
            and d.classid in (
              'pg_catalog.pg_trigger'::regclass, 'pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_policy'::regclass,
              'pg_catalog.pg_statistic_ext'::regclass, 'pg_catalog.pg_publication_rel'::regclass,
              'pg_catalog.pg_proc'::regclass)
          group by d.classid, d.objid, d.refobjid
        )
        select u."table"::bigint as "table", 'TRIGGER' as kind, null as schema, t.tgname::text as name,
               pg_catalog.pg_get_triggerdef(t.oid)
               || case t.tgenabled when 'O' then '' when 'D' then ' [disabled]' when 'R' then ' [enabled on replicas]'
                    else ' [enabled always]' end as definition,
               u.columns as columns
        from uses u
        join pg_catalog.pg_trigger t on u.classid = 'pg_catalog.pg_trigger'::regclass and t.oid = u.objid and t.tgrelid = u."table"
        left join pg_catalog.pg_constraint c on c.oid = t.tgconstraint
        where t.tgparentid = 0 and (c.oid is null or c.contype = 't')
        union all
        select u."table"::bigint, case v.relkind when 'm' then 'MATERIALIZED_VIEW' else 'VIEW' end, n.nspname::text, v.relname::text,
               pg_catalog.pg_get_viewdef(v.oid), u.columns
        from uses u
        join pg_catalog.pg_rewrite r on u.classid = 'pg_catalog.pg_rewrite'::regclass and r.oid = u.objid
        join pg_catalog.pg_class v on v.oid = r.ev_class and v.relkind in ('v', 'm')
        join pg_catalog.pg_namespace n on n.oid = v.relnamespace
        where r.rulename = '_RETURN'
        union all
        select u."table"::bigint, 'RULE', null, r.rulename::text, pg_catalog.pg_get_ruledef(r.oid), u.columns
        from uses u
        join pg_catalog.pg_rewrite r on u.classid = 'pg_catalog.pg_rewrite'::regclass and r.oid = u.objid
        where r.rulename <> '_RETURN'
        union all
        select u."table"::bigint, 'POLICY', null, p.polname::text,
               concat_ws(' ', case when p.polpermissive then 'permissive' else 'restrictive' end,
                 'on ' || p.polrelid::regclass::text,
                 'for ' || case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                   when 'd' then 'delete' else 'all' end,
                 'to ' || (
                   select string_agg(case when r = 0 then 'public' else pg_catalog.pg_get_userbyid(r)::text end, ', ')
                   from unnest(p.polroles) r
                 ),
                 'using (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')',
                 'with check (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')'),
               u.columns
        from uses u
        join pg_catalog.pg_policy p on u.classid = 'pg_catalog.pg_policy'::regclass and p.oid = u.objid
        union all
        select u."table"::bigint, 'STATISTICS', n.nspname::text, s.stxname::text,
               pg_catalog.pg_get_statisticsobjdef(s.oid), u.columns
        from uses u
        join pg_catalog.pg_statistic_ext s on u.classid = 'pg_catalog.pg_statistic_ext'::regclass and s.oid = u.objid
        join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
        union all
        select u."table"::bigint, 'PUBLICATION', null, p.pubname::text,
               concat_ws(' ',
                 'publishes' || case when p.pubinsert then ' insert' else '' end || case when p.pubupdate then ' update' else '' end
                   || case when p.pubdelete then ' delete' else '' end || case when p.pubtruncate then ' truncate' else '' end,
                 {1}),
               u.columns
        from uses u
        join pg_catalog.pg_publication_rel x
          on u.classid = 'pg_catalog.pg_publication_rel'::regclass and x.oid = u.objid and x.prrelid = u."table"
        join pg_catalog.pg_publication p on p.oid = x.prpubid
        union all
        select u."table"::bigint, 'FUNCTION', n.nspname::text,
               p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')',
               pg_catalog.pg_get_functiondef(p.oid), u.columns
        from uses u
        join pg_catalog.pg_proc p on u.classid = 'pg_catalog.pg_proc'::regclass and p.oid = u.objid and p.prokind in ('f', 'p')
        join pg_catalog.pg_namespace n on n.oid = p.pronamespace
        order by 1, 2, 3, 4
        """;

    /** What a publication says of a table: from 15 on some columns only, or some rows. */
    private static final String PUBLISHED = """
        (
          select 'columns ' || string_agg(a.attname::text, ', ' order by k.position)
          from unnest(x.prattrs::int2[]) with ordinality k (attnum, position)
          join pg_catalog.pg_attribute a on a.attrelid = x.prrelid and a.attnum = k.attnum
        ),
        'where ' || pg_catalog.pg_get_expr(x.prqual, x.prrelid)
        """;

    private DependentReader() {}

    static void read(DSLContext database, Map<Long, TableDraft> tables, Version version) {
        var published = version.atLeast(15) ? DSL.sql(PUBLISHED) : DSL.sql("null");
        for (var row : database.fetch(DEPENDENTS, Oids.array(tables.keySet()), published)) {
            var table = tables.get(row.get("table", Long.class));
            if (table != null) {
                table.dependents.add(new Dependent(
                        Dependent.Kind.valueOf(row.get("kind", String.class)),
                        new TableName(row.get("schema", String.class), row.get("name", String.class)),
                        row.get("definition", String.class),
                        List.of(row.get("columns", String[].class))));
            }
        }
    }
}
