package dev.intact.conformance;

import dev.intact.harness.Database;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a database holds, as text: its whole schema as the database itself tells it, and every row. Read
 * without Intact, so that it can bear witness against it.
 */
final class Snapshot {
    /** A table that was made anew has its name in quotes. */
    private static final String SQLITE_SCHEMA = """
            select type, name, tbl_name, case type when 'index'
              then replace(replace(replace(lower(sql), '"', ''), ' main.', ' '), ' ', '')
              else replace(sql, 'TABLE "' || name || '"', 'TABLE ' || name) end
            from sqlite_schema
            """;

    private static final String POSTGRES_SCHEMA = """
            with t as (
              select n.nspname || '.' || c.relname as name, c.*
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where n.nspname !~ '^pg_' and n.nspname <> 'information_schema')
            select name, 'relation', relkind::text || ' ' || relreplident::text || ' ' || relrowsecurity || relforcerowsecurity
                   || ' ' || coalesce(relacl::text, '') || coalesce(reloptions::text, '') from t
            union all
            select t.name, 'column ' || a.attname,
                   format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || a.attidentity::text || a.attgenerated::text
                   || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '') || ' ' || coalesce(a.attacl::text, '')
            from t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where t.relkind in ('r', 'p', 'v')
            union all
            select t.name, 'constraint ' || k.conname, pg_get_constraintdef(k.oid) || ' ' || k.convalidated
            from t join pg_constraint k on k.conrelid = t.oid
            union all
            select t.name, 'index ' || i.indexrelid::regclass,
                   pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid || i.indisready || i.indisreplident
            from t join pg_index i on i.indrelid = t.oid
            union all
            select t.name, 'trigger ' || g.tgname, pg_get_triggerdef(g.oid) || ' ' || g.tgenabled::text
            from t join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal
            union all
            select t.name, 'rule ' || r.rulename, pg_get_ruledef(r.oid) from t join pg_rewrite r on r.ev_class = t.oid
            union all
            select t.name, 'policy ' || p.polname, p.polcmd::text || ' ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '')
            from t join pg_policy p on p.polrelid = t.oid
            union all
            select t.name, 'statistics ' || s.stxname, pg_get_statisticsobjdef(s.oid)
            from t join pg_statistic_ext s on s.stxrelid = t.oid
            union all
            select t.name, 'publication ' || p.pubname, '' from t join pg_publication_rel r on r.prrelid = t.oid
            join pg_publication p on p.oid = r.prpubid
            union all
            select t.name, 'comment ' || d.objsubid, d.description
            from t join pg_description d on d.objoid = t.oid and d.classoid = 'pg_class'::regclass
            union all
            select t.name, 'inherits ' || i.inhparent::regclass, '' from t join pg_inherits i on i.inhrelid = t.oid
            order by 1, 2, 3
            """;

    private static final String POSTGRES_TABLES = """
            select quote_ident(n.nspname) || '.' || quote_ident(c.relname)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind = 'r' order by 1
            """;

    private Snapshot() {}

    /** Schema and rows, a line each. */
    static List<String> of(Database database) {
        var lines = new ArrayList<>(schema(database));
        lines.addAll(rows(database));
        return lines;
    }

    static List<String> schema(Database database) {
        return lines(database, "schema", isPostgres(database) ? POSTGRES_SCHEMA : SQLITE_SCHEMA);
    }

    static List<String> rows(Database database) {
        var lines = new ArrayList<String>();
        for (var table : tables(database)) {
            lines.addAll(
                    isPostgres(database)
                            ? lines(database, table, "select t::text from only %s t".formatted(table))
                            : lines(database, table, "select * from %s".formatted(table)));
        }
        return lines;
    }

    private static List<String> tables(Database database) {
        var query = isPostgres(database)
                ? POSTGRES_TABLES
                : "select '\"' || replace(name, '\"', '\"\"') || '\"' from pragma_table_list where schema = 'main'"
                        + " and type = 'table' and name not like 'sqlite_%' order by 1";
        return query(database, query).stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    private static List<String> lines(Database database, String about, String query) {
        return query(database, query).stream()
                .map(row -> about + ": " + row)
                .sorted()
                .toList();
    }

    private static List<? extends List<?>> query(Database database, String query) {
        try {
            return database.rows(query);
        } catch (SQLException e) {
            throw new AssertionError(query, e);
        }
    }

    private static boolean isPostgres(Database database) {
        return database.kind() == Database.Kind.POSTGRES;
    }
}
