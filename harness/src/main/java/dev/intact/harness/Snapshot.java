package dev.intact.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jooq.Name;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * What a database holds, as text, a line each: its tables and what belongs to them, its routines, sequences and
 * enumerations, as the database itself tells them, and every row. Not how far a sequence has come on PostgreSQL, which no
 * rollback takes back. Read without Intact, so that it can bear witness against it. Two databases that hold the same give
 * equal lists.
 */
public final class Snapshot {
    /** A literal; or else a name in quotes of either kind, or a word. */
    private static final Pattern SPELLING = Pattern.compile("""
            ( '(?:[^']|'')*' )
            | (?: "main" | `main` | main ) [.]
            | "( (?:[^"]|"")* )" | `( (?:[^`]|``)* )`
            | ( [^'"`\\s]+ )
            | \\s+
            """, Pattern.CASE_INSENSITIVE | Pattern.COMMENTS);

    /** A table that was made anew has its name in quotes. */
    private static final String SQLITE_SCHEMA = """
            select type, name, tbl_name, replace(sql, 'TABLE "' || name || '"', 'TABLE ' || name) from sqlite_schema
            """;

    private static final String POSTGRES_SCHEMA = """
            with t as (
              select n.nspname || '.' || c.relname as name, c.*
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where n.nspname !~ '^pg_' and n.nspname <> 'information_schema')
            select name, 'relation', relkind::text || ' ' || relpersistence::text || ' ' || relreplident::text || ' ' || relrowsecurity || relforcerowsecurity
                   || ' ' || coalesce(relacl::text, '') || coalesce(reloptions::text, '') || ' ' || relowner::regrole from t
            union all
            select t.name, 'column ' || a.attname,
                   format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || a.attidentity::text || a.attgenerated::text
                   || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '') || ' ' || coalesce(a.attacl::text, '')
                   || ' ' || coalesce(a.attstattarget, -1) || ' ' || a.attstorage::text
                   || ' ' || coalesce((select l.collname::text from pg_collation l where l.oid = a.attcollation), '')
            from t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where t.relkind in ('r', 'p', 'v')
            union all
            select t.name, 'constraint ' || k.conname, pg_get_constraintdef(k.oid) || ' ' || k.convalidated
            from t join pg_constraint k on k.conrelid = t.oid
            union all
            select t.name, 'index ' || i.indexrelid::regclass,
                   pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid || i.indisready || i.indisreplident || i.indisclustered
            from t join pg_index i on i.indrelid = t.oid
            union all
            select t.name, 'trigger ' || g.tgname, pg_get_triggerdef(g.oid) || ' ' || g.tgenabled::text
            from t join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal
            union all
            select t.name, 'rule ' || r.rulename, pg_get_ruledef(r.oid) from t join pg_rewrite r on r.ev_class = t.oid
            union all
            select t.name, 'policy ' || p.polname, p.polcmd::text || ' ' || p.polpermissive || ' ' || p.polroles::regrole[]::text
                   || ' ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '')
                   || ' ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
            from t join pg_policy p on p.polrelid = t.oid
            union all
            select n.nspname || '.' || p.proname, 'routine', pg_get_functiondef(p.oid) || ' ' || coalesce(p.proacl::text, '')
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and p.prokind in ('f', 'p')
              and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
            union all
            select t.name, 'sequence', concat_ws(' ', s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle)
            from t join pg_sequence s on s.seqrelid = t.oid
            union all
            select n.nspname || '.' || y.typname, 'enumeration', string_agg(e.enumlabel, ', ' order by e.enumsortorder)
            from pg_enum e join pg_type y on y.oid = e.enumtypid join pg_namespace n on n.oid = y.typnamespace group by 1
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
            select t.name, 'comment on constraint ' || k.conname, d.description
            from t join pg_constraint k on k.conrelid = t.oid
            join pg_description d on d.objoid = k.oid and d.classoid = 'pg_constraint'::regclass
            union all
            select t.name, 'comment on trigger ' || g.tgname, d.description
            from t join pg_trigger g on g.tgrelid = t.oid
            join pg_description d on d.objoid = g.oid and d.classoid = 'pg_trigger'::regclass
            union all
            select t.name, 'inherits ' || i.inhparent::regclass, '' from t join pg_inherits i on i.inhrelid = t.oid
            order by 1, 2, 3
            """;

    private static final String SQLITE_TABLES = """
            select schema, name from pragma_table_list
            where schema = 'main' and type = 'table' and (name not like 'sqlite\\_%' escape '\\' or name = 'sqlite_sequence') order by 2
            """;

    private static final String POSTGRES_TABLES = """
            select n.nspname::text, c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind = 'r' order by 1, 2
            """;

    private final Connection connection;
    private final boolean postgres;

    private Snapshot(Connection connection, boolean postgres) {
        this.connection = connection;
        this.postgres = postgres;
    }

    /** {@return schema and rows} */
    public static List<String> of(Database database) {
        return reading(database, snapshot -> {
            var lines = new ArrayList<>(snapshot.schema());
            lines.addAll(snapshot.rows());
            return lines;
        });
    }

    /** {@return the schema alone} */
    public static List<String> schema(Database database) {
        return reading(database, Snapshot::schema);
    }

    /** {@return the rows alone, those of each table sorted by their text} */
    public static List<String> rows(Database database) {
        return reading(database, Snapshot::rows);
    }

    private interface Part {
        List<String> of(Snapshot snapshot) throws SQLException;
    }

    private static List<String> reading(Database database, Part part) {
        OwnSession.Work<List<String>> work =
                connection -> List.copyOf(part.of(new Snapshot(connection, database.kind() == Database.Kind.POSTGRES)));
        try {
            return database instanceof Original ours ? ours.use(work) : read(database, work);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read all of " + database.description(), e);
        }
    }

    private static List<String> read(Database database, OwnSession.Work<List<String>> work) throws SQLException {
        try (var connection = database.connect()) {
            return work.on(connection);
        }
    }

    private List<String> schema() throws SQLException {
        return lines(
                "schema",
                Database.rows(connection, postgres ? POSTGRES_SCHEMA : SQLITE_SCHEMA).stream()
                        .map(row -> "index".equals(row.get(0)) ? withoutSpelling(row) : row.toString()));
    }

    /** An index that was made again may have its names in other quotes, and its words in another case; not its values. */
    private static String withoutSpelling(List<?> index) {
        var words = SPELLING.matcher(String.valueOf(index.get(3)))
                .replaceAll(word -> Matcher.quoteReplacement(withoutSpelling(word)));
        return List.of(index.get(0), index.get(1), index.get(2), words).toString();
    }

    private static String withoutSpelling(MatchResult token) {
        if (token.group(1) != null) {
            return token.group();
        }
        var quoted = Optional.ofNullable(token.group(2)).map(name -> name.replace("\"\"", "\""));
        var ticked = Optional.ofNullable(token.group(3)).map(name -> name.replace("``", "`"));
        return quoted.or(() -> ticked)
                .or(() -> Optional.ofNullable(token.group(4)))
                .map(name -> name.toLowerCase(Locale.ROOT).replaceAll("\\s", ""))
                .orElse("");
    }

    private List<String> rows() throws SQLException {
        var lines = new ArrayList<String>();
        for (var row : Database.rows(connection, postgres ? POSTGRES_TABLES : SQLITE_TABLES)) {
            var table = DSL.name(String.valueOf(row.get(0)), String.valueOf(row.get(1)));
            lines.addAll(lines(table.unquotedName().toString(), texts(rows(table)).stream()));
        }
        return lines;
    }

    /** Not the rows of tables that inherit from it: they are read with theirs. */
    private String rows(Name table) {
        return postgres
                ? DSL.using(SQLDialect.POSTGRES).render(DSL.sql("select (t.*)::text from only {0} as t", table))
                : DSL.using(SQLDialect.SQLITE).render(DSL.sql("select * from {0}", table));
    }

    private List<String> texts(String query) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            return Rows.texts(result);
        }
    }

    private static List<String> lines(String about, Stream<String> texts) {
        return texts.map(text -> about + ": " + text).sorted().toList();
    }
}
