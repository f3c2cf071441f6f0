package dev.intact.examples;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.Field;

/** What a database itself tells of its tables, without Intact. */
record OwnCatalog(ExampleDatabase database) {
    private static final String POSTGRES_TABLES = """
            select relname from pg_class
            where relkind = 'r' and relnamespace = cast('public' as regnamespace) order by relname
            """;
    private static final String SQLITE_TABLES = """
            select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name
            """;

    private static final String POSTGRES_COLUMNS = """
            select attname, format_type(atttypid, atttypmod) || case when attnotnull then ' not null' else '' end
                            || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
            from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
            where attrelid = cast(? as regclass) and attnum > 0 and not attisdropped
            """;
    private static final String SQLITE_COLUMNS = """
            select name, lower(type) || case when "notnull" then ' not null' else '' end
                         || coalesce(' default ' || dflt_value, '')
            from pragma_table_xinfo(?)
            """;

    /** A unique index is a key as well. */
    private static final String POSTGRES_KEYS = """
            select case when indisprimary then 'PRIMARY KEY' else 'UNIQUE' end
                   || substring(pg_get_indexdef(indexrelid) from ' \\(.*')
            from pg_index where indrelid = cast(? as regclass) and indisunique order by 1
            """;

    private static final String SQLITE_KEYS = """
            select 'PRIMARY KEY (' || group_concat(name, ', ') || ')' from (
                select name from pragma_table_xinfo(?1) where pk > 0 order by pk)
            union all
            select 'UNIQUE (' || (select group_concat(name, ', ') from (
                select name from pragma_index_info(list.name) order by seqno)) || ')'
            from pragma_index_list(?1) as list where "unique" and origin <> 'pk' order by 1
            """;

    private static final String POSTGRES_TRIGGERS = "select tgname from pg_trigger where not tgisinternal";
    private static final String SQLITE_TRIGGERS = "select name from sqlite_schema where type = 'trigger'";

    List<String> tables() {
        return names(POSTGRES_TABLES, SQLITE_TABLES);
    }

    List<String> triggers() {
        return names(POSTGRES_TRIGGERS, SQLITE_TRIGGERS);
    }

    private List<String> names(String postgres, String sqlite) {
        return database.jooq().fetch(database.isPostgres() ? postgres : sqlite).map(row -> row.get(0, String.class));
    }

    /** {@return how each column of a table is declared, by its name} */
    Map<String, String> columns(String table) {
        var columns = new TreeMap<String, String>();
        database.jooq()
                .fetch(database.isPostgres() ? POSTGRES_COLUMNS : SQLITE_COLUMNS, table)
                .forEach(column -> columns.put(column.get(0, String.class), column.get(1, String.class)));
        return columns;
    }

    /** {@return the primary and unique keys of a table} */
    List<String> keys(String table) {
        return database.jooq()
                .fetch(database.isPostgres() ? POSTGRES_KEYS : SQLITE_KEYS, table)
                .map(key -> key.get(0, String.class));
    }

    /** {@return how many rows have that value, in each table that has such a column} */
    Map<String, Integer> rowsWith(Field<Long> column, long value) {
        var rows = new TreeMap<String, Integer>();
        tables().stream()
                .filter(table -> columns(table).containsKey(column.getName()))
                .forEach(table -> rows.put(
                        table,
                        database.jooq()
                                .fetchCount(
                                        table(name(table)),
                                        field(name(column.getName())).eq(value))));
        return rows;
    }
}
