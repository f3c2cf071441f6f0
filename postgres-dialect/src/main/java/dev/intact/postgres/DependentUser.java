package dev.intact.postgres;

import dev.intact.catalog.Dependent;
import dev.intact.catalog.TableName;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.SQL;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What uses something that goes along: a view, or a routine.
 *
 * @param itself what it is, if that is something that can go along
 * @param owner the table or view that it is a part of, or is itself, if any
 * @param part the name of a column, constraint or index, if that is what it is
 * @param tables those that it uses besides
 * @param words what the server calls it
 */
record DependentUser(
        @Nullable Dependent itself,
        @Nullable TableName owner,
        @Nullable String part,
        List<TableName> tables,
        String words) {
    /** What uses a view, its type of row, or a routine: another, or a rule or policy of something else, or whatever else there is. */
    private static final String USERS = """
        select distinct
          case when r.rulename <> '_RETURN' then 'RULE' when y.oid is not null then 'POLICY'
               when not g.tgisinternal then 'TRIGGER'
               when o.relkind = 'm' then 'MATERIALIZED_VIEW' when o.relkind = 'v' then 'VIEW'
               when p.prokind in ('f', 'p') then 'FUNCTION' end as kind,
          coalesce(nullif(r.rulename, '_RETURN'), y.polname, g.tgname, o.relname,
            p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')')::text as name,
          n.nspname::text as schema, o.relname::text as owner, coalesce(k.conname, a.attname, x.relname)::text as part,
          pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) as words,
          besides.schemas, besides.names
        from ({0}) as used (class, id, relation)
        join pg_catalog.pg_depend d on d.deptype = 'n' and d.refclassid = used.class and d.refobjid = used.id
        left join pg_catalog.pg_rewrite r on d.classid = 'pg_catalog.pg_rewrite'::regclass and r.oid = d.objid
        left join pg_catalog.pg_policy y on d.classid = 'pg_catalog.pg_policy'::regclass and y.oid = d.objid
        left join pg_catalog.pg_trigger g on d.classid = 'pg_catalog.pg_trigger'::regclass and g.oid = d.objid
        left join pg_catalog.pg_constraint k on d.classid = 'pg_catalog.pg_constraint'::regclass and k.oid = d.objid
        left join pg_catalog.pg_attrdef f on d.classid = 'pg_catalog.pg_attrdef'::regclass and f.oid = d.objid
        left join pg_catalog.pg_index i on d.classid = 'pg_catalog.pg_class'::regclass and i.indexrelid = d.objid
        left join pg_catalog.pg_class x on x.oid = i.indexrelid
        left join pg_catalog.pg_statistic_ext s on d.classid = 'pg_catalog.pg_statistic_ext'::regclass and s.oid = d.objid
        left join pg_catalog.pg_class o on o.oid = coalesce(
          r.ev_class, y.polrelid, g.tgrelid, nullif(k.conrelid, 0), f.adrelid, i.indrelid, s.stxrelid,
          case when d.classid = 'pg_catalog.pg_class'::regclass then d.objid end)
        left join pg_catalog.pg_attribute a on a.attrelid = o.oid
          and a.attnum = coalesce(f.adnum, case when d.classid = 'pg_catalog.pg_class'::regclass then nullif(d.objsubid, 0) end)
        left join pg_catalog.pg_proc p on d.classid = 'pg_catalog.pg_proc'::regclass and p.oid = d.objid
        left join pg_catalog.pg_namespace n on n.oid = coalesce(o.relnamespace, p.pronamespace)
        cross join lateral (
          select array_agg(s.nspname::text order by k.oid) as schemas, array_agg(k.relname::text order by k.oid) as names
          from pg_catalog.pg_class k
          join pg_catalog.pg_namespace s on s.oid = k.relnamespace
          where k.relkind in ('r', 'p') and k.oid in (
            select e.refobjid from pg_catalog.pg_depend e
            left join pg_catalog.pg_rewrite w on e.classid = 'pg_catalog.pg_rewrite'::regclass and w.oid = e.objid
            where e.refclassid = 'pg_catalog.pg_class'::regclass and (
              (e.classid = d.classid and e.objid = d.objid)
              or (d.classid = 'pg_catalog.pg_class'::regclass and w.ev_class = d.objid and w.rulename = '_RETURN')))
        ) besides
        where (used.relation is null or o.oid is distinct from used.relation) and (d.classid, d.objid) <> (used.class, used.id)
        order by words
        """;

    private static final String ROW_TYPE = """
        select 'pg_catalog.pg_type'::regclass::oid, i.id, c.oid
        from pg_catalog.pg_class c
        join pg_catalog.pg_type t on t.oid = c.reltype
        cross join lateral (values (t.oid), (t.typarray)) as i (id)
        where c.oid = pg_catalog.to_regclass({0})
        """;

    private static final String VIEW =
            "select 'pg_catalog.pg_class'::regclass::oid, v.oid, v.oid from pg_catalog.pg_class v"
                    + " where v.oid = pg_catalog.to_regclass({0}) union all\n" + ROW_TYPE;

    /** A routine by its name, which has its arguments' types in it, as the server words them. */
    private static final String FROM_ROUTINE = """
        from pg_catalog.pg_proc p
        join pg_catalog.pg_namespace n on n.oid = p.pronamespace
        where n.nspname = {0} and p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' = {1}
        """;

    private static final String ROUTINE =
            "select 'pg_catalog.pg_proc'::regclass::oid, p.oid, null::oid\n" + FROM_ROUTINE;

    private static final String SPELLED =
            "select pg_catalog.format('%I.%I(%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid))\n"
                    + FROM_ROUTINE;

    /** {@return what uses that: nothing, unless it is something that can be used} */
    static List<DependentUser> of(Dependent used, DSLContext database) {
        return switch (used.kind()) {
            case VIEW, MATERIALIZED_VIEW -> of(relation(VIEW, used.name()), database);
            case FUNCTION -> of(routine(ROUTINE, used), database);
            case TRIGGER, RULE, POLICY, STATISTICS, PUBLICATION -> List.of();
        };
    }

    private static List<DependentUser> of(SQL object, DSLContext database) {
        return database.fetch(USERS, object).map(DependentUser::of);
    }

    /** {@return what uses that table's type of row} */
    static List<DependentUser> ofRowType(TableName table, DSLContext database) {
        return of(relation(ROW_TYPE, table), database);
    }

    private static SQL relation(String query, TableName name) {
        return DSL.sql(query, DSL.inline(Ddl.sql("{0}", Names.of(name))));
    }

    private static SQL routine(String query, Dependent function) {
        return DSL.sql(
                query,
                DSL.inline(function.name().schema()),
                DSL.inline(function.name().name()));
    }

    /** {@return a routine as a statement names it} */
    static QueryPart spelled(Dependent function, DSLContext database) {
        return DSL.raw(database.fetchSingle(routine(SPELLED, function)).get(0, String.class));
    }

    static boolean isView(Dependent.Kind kind) {
        return kind == Dependent.Kind.VIEW || kind == Dependent.Kind.MATERIALIZED_VIEW;
    }

    private static DependentUser of(Record row) {
        var kind = row.get("kind", String.class);
        var relation = row.get("owner", String.class);
        var owner = relation == null ? null : name(row, "owner");
        return new DependentUser(
                kind == null ? null : itself(Dependent.Kind.valueOf(kind), row),
                owner,
                row.get("part", String.class),
                tables(row),
                row.get("words", String.class));
    }

    private static Dependent itself(Dependent.Kind kind, Record row) {
        return switch (kind) {
            case VIEW, MATERIALIZED_VIEW -> new Dependent(kind, name(row, "owner"), null, "", List.of());
            case FUNCTION -> new Dependent(kind, name(row, "name"), null, "", List.of());
            case TRIGGER, RULE, POLICY, STATISTICS, PUBLICATION ->
                new Dependent(
                        kind, new TableName(null, row.get("name", String.class)), name(row, "owner"), "", List.of());
        };
    }

    private static TableName name(Record row, String column) {
        return new TableName(row.get("schema", String.class), row.get(column, String.class));
    }

    private static List<TableName> tables(Record row) {
        var schemas = row.get("schemas", String[].class);
        var names = row.get("names", String[].class);
        return schemas == null
                ? List.of()
                : IntStream.range(0, schemas.length)
                        .mapToObj(i -> new TableName(schemas[i], names[i]))
                        .toList();
    }

    String text() {
        return itself == null ? words : itself.toString();
    }
}
