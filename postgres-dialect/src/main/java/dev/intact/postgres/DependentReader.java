package dev.intact.postgres;

import dev.intact.catalog.Dependent;
import dev.intact.catalog.TableName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Reads what uses tables or fires on them, as far as the server knows: of a function whose body is a string, only what a
 * trigger's says of {@code NEW} and {@code OLD}.
 */
final class DependentReader {
    /** Everything here depends on its table, and on the columns that it names, or on the table's type of row, in pg_depend. */
    private static final String DEPENDENTS = """
        with uses as (
          select d.classid, d.objid, d."table",
                 coalesce(array_agg(distinct a.attname::text) filter (where a.attnum > 0), '{}') as columns
          from (
            select classid, objid, refobjid, refobjsubid
            from pg_catalog.pg_depend
            where refclassid = 'pg_catalog.pg_class'::regclass and refobjid = any ({0})
            union all
            select r.classid, r.objid, c.oid, 0
            from pg_catalog.pg_class c
            join pg_catalog.pg_type t on t.oid = c.reltype
            join pg_catalog.pg_depend r on r.refclassid = 'pg_catalog.pg_type'::regclass and r.refobjid in (t.oid, t.typarray)
            where c.oid = any ({0})
          ) d (classid, objid, "table", part)
          left join pg_catalog.pg_attribute a on a.attrelid = d."table" and a.attnum = d.part and d.part > 0
          group by d.classid, d.objid, d."table"
        )
        select "table"::bigint as "table", kind, schema, name, n.nspname::text as "schema of owner", c.relname::text as owner,
               definition, columns
        from ({1}) as dependents ("table", kind, schema, name, owner, definition, columns)
        left join pg_catalog.pg_class c on c.oid = owner
        left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        order by 1, 2, 3, 4, 5, 6
        """;

    /**
     * What a trigger's function does to its rows is told by its words alone, which the server parses when it fires, those of
     * comments included, and by what the trigger gives it.
     */
    private static final String COLUMN_OF_ROW =
            "\\m(?:new|old)\\s*\\)*\\s*\\.\\s*(\"(?:[^\"]|\"\")+\"|(?:[^[:space:][:punct:][:cntrl:]]|[_$])+)";

    /** An INSERT that takes a row as it is, not as the argument of a function. */
    private static final String WHOLE_ROW =
            "\\minsert\\M[^;]*(?:\\mselect|\\mvalues\\s*\\(|,)\\s*\\(?(?:new|old)\\s*\\)?\\s*\\.\\s*\\*";

    /** Not ours, of which {@link SynchronyReader} tells. Those of a foreign key or a deferrable key, and those that a partition has from its parent, come and go with it. */
    private static final String TRIGGERS = """
        select u."table", 'TRIGGER', null, t.tgname::text, t.tgrelid,
               pg_catalog.pg_get_triggerdef(t.oid)
               || case t.tgenabled when 'O' then '' when 'D' then ' [disabled]' when 'R' then ' [enabled on replicas]'
                    else ' [enabled always]' end,
               u.columns || array(
                 select case when word[1] like '"%' then replace(substr(word[1], 2, length(word[1]) - 2), '""', '"')
                          else lower(word[1]) end
                 from pg_catalog.regexp_matches(f.prosrc, '""" + COLUMN_OF_ROW + "', 'gi') word)\n"
            + "|| case when f.prosrc ~* '" + WHOLE_ROW + "' then array['" + Dependent.WHOLE_ROW + """
        '] else '{}' end
                 || array(
                   select replace(argument[1], '''''', '''')
                   from pg_catalog.regexp_matches(
                     substring(pg_catalog.pg_get_triggerdef(t.oid) from 'EXECUTE FUNCTION (.*)$'), '''((?:[^'']|'''')*)''', 'g') argument)
        from uses u
        join pg_catalog.pg_trigger t on u.classid = 'pg_catalog.pg_trigger'::regclass and t.oid = u.objid and t.tgrelid = u."table"
        join pg_catalog.pg_proc f on f.oid = t.tgfoid
        left join pg_catalog.pg_constraint c on c.oid = t.tgconstraint
        where t.tgparentid = 0 and (c.oid is null or c.contype = 't')
          and t.tgname !~ '"""
            + OwnTriggers.PATTERN + "'\n";

    private static final String VIEWS_AND_RULES = """
        select u."table", case v.relkind when 'm' then 'MATERIALIZED_VIEW' else 'VIEW' end, n.nspname::text, v.relname::text, null::oid,
               pg_catalog.pg_get_viewdef(v.oid), u.columns
        from uses u
        join pg_catalog.pg_rewrite r on u.classid = 'pg_catalog.pg_rewrite'::regclass and r.oid = u.objid
        join pg_catalog.pg_class v on v.oid = r.ev_class and v.relkind in ('v', 'm')
        join pg_catalog.pg_namespace n on n.oid = v.relnamespace
        where r.rulename = '_RETURN'
        union all
        select u."table", 'RULE', null, r.rulename::text, r.ev_class, pg_catalog.pg_get_ruledef(r.oid), u.columns
        from uses u
        join pg_catalog.pg_rewrite r on u.classid = 'pg_catalog.pg_rewrite'::regclass and r.oid = u.objid
        where r.rulename <> '_RETURN'
        """;

    private static final String POLICIES = """
        select u."table", 'POLICY', null, p.polname::text, p.polrelid,
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
        """;

    private static final String STATISTICS = """
        select u."table", 'STATISTICS', n.nspname::text, s.stxname::text, null::oid,
               pg_catalog.pg_get_statisticsobjdef(s.oid), u.columns
        from uses u
        join pg_catalog.pg_statistic_ext s on u.classid = 'pg_catalog.pg_statistic_ext'::regclass and s.oid = u.objid
        join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
        """;

    private static final String PUBLICATIONS = """
        select u."table", 'PUBLICATION', null, p.pubname::text, null::oid,
               concat_ws(' ',
                 'publishes' || case when p.pubinsert then ' insert' else '' end || case when p.pubupdate then ' update' else '' end
                   || case when p.pubdelete then ' delete' else '' end || case when p.pubtruncate then ' truncate' else '' end,
                 {0}),
               u.columns
        from uses u
        join pg_catalog.pg_publication_rel x
          on u.classid = 'pg_catalog.pg_publication_rel'::regclass and x.oid = u.objid and x.prrelid = u."table"
        join pg_catalog.pg_publication p on p.oid = x.prpubid
        """;

    private static final String FUNCTIONS = """
        select u."table", 'FUNCTION', n.nspname::text,
               p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')', null::oid,
               pg_catalog.pg_get_functiondef(p.oid), u.columns
        from uses u
        join pg_catalog.pg_proc p on u.classid = 'pg_catalog.pg_proc'::regclass and p.oid = u.objid and p.prokind in ('f', 'p')
        join pg_catalog.pg_namespace n on n.oid = p.pronamespace
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

    private static final Map<Trait, String> SELECTS = new EnumMap<>(Map.of(
            Trait.TRIGGERS, TRIGGERS,
            Trait.VIEWS_AND_RULES, VIEWS_AND_RULES,
            Trait.POLICIES, POLICIES,
            Trait.STATISTICS, STATISTICS,
            Trait.NAMED_IN_PUBLICATIONS, PUBLICATIONS,
            Trait.FUNCTIONS, FUNCTIONS));

    private DependentReader() {}

    static List<Question> questions(Subjects subjects, Map<Long, TableDraft> tables) {
        var dependents = SELECTS.entrySet().stream()
                .filter(each -> subjects.have(each.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining("union all\n"));
        var questions = new ArrayList<Question>();
        if (!dependents.isEmpty()) {
            var published = DSL.sql(subjects.version().atLeast(15) ? PUBLISHED : "null");
            var query = subjects.query(DEPENDENTS, DSL.sql(dependents, published));
            questions.add(Question.ofRows(query, row -> add(row, tables)));
        }
        if (subjects.have(Trait.TRIGGERS)) {
            questions.add(SynchronyReader.question(subjects, tables));
            questions.add(KeySynchronyReader.question(subjects, tables));
        }
        return questions;
    }

    private static void add(Record row, Map<Long, TableDraft> tables) {
        var table = tables.get(row.get("table", Long.class));
        if (table != null) {
            table.dependents.add(new Dependent(
                    Dependent.Kind.valueOf(row.get("kind", String.class)),
                    new TableName(row.get("schema", String.class), row.get("name", String.class)),
                    owner(row),
                    row.get("definition", String.class),
                    List.of(row.get("columns", String[].class))));
        }
    }

    private static @Nullable TableName owner(Record row) {
        var name = row.get("owner", String.class);
        return name == null ? null : new TableName(row.get("schema of owner", String.class), name);
    }
}
