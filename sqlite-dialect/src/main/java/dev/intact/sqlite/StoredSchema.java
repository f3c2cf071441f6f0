package dev.intact.sqlite;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** {@code sqlite_schema}. It has no index, so a question costs a scan: few are asked, each for as much as possible. */
final class StoredSchema {
    static final String MAIN = "main";
    static final String TEMP = "temp";

    /** From here on it is cheaper to read all texts than to search each for so many names. */
    private static final int MOST_NAMES = 50;

    /** Letters as often as they are in the texts of schemas; digits alone say little. LIKE takes {@code _} for anything. */
    private static final String COMMONEST_FIRST = "0123456789etianrlsodcumpfgbyhkvwxqzj";

    private static final Field<String> TYPE = DSL.field(DSL.name("type"), String.class);
    private static final Field<String> NAME = DSL.field(DSL.name("name"), String.class);
    private static final Field<String> TABLE = DSL.field(DSL.name("tbl_name"), String.class);
    private static final Field<String> SQL = DSL.field(DSL.name("sql"), String.class);
    private static final Field<Long> ROOT = DSL.field(DSL.name("rootpage"), Long.class);

    private final DSLContext database;

    StoredSchema(DSLContext database) {
        this.database = database;
    }

    /**
     * A row.
     *
     * @param schema the schema that it is from
     * @param type {@code table}, {@code index}, {@code view} or {@code trigger}
     * @param name its name
     * @param table the table that it belongs to
     * @param sql its text; empty for the index of a constraint
     * @param hasRows whether it has rows of its own: a virtual table has none
     */
    record Entry(String schema, String type, String name, String table, String sql, boolean hasRows) {
        boolean isTable() {
            return type.equals("table");
        }

        boolean isView() {
            return type.equals("view");
        }

        boolean isTrigger() {
            return type.equals("trigger");
        }

        boolean isOrdinaryTable() {
            return isTable() && hasRows && !isInternal();
        }

        boolean isInternal() {
            return Identifiers.fold(name).startsWith("sqlite_");
        }
    }

    /** {@return whether any text of that schema has it somewhere, as it is quoted or not} */
    boolean isNamed(String schema, String name) {
        var text = DSL.field("replace(replace(lower({0}), '\"\"', '\"'), '``', '`')", String.class, SQL);
        return database.fetchExists(DSL.selectOne()
                .from(DSL.name(schema, "sqlite_schema"))
                .where(DSL.condition("instr({0}, {1}) > 0", text, DSL.inline(Identifiers.fold(name)))));
    }

    /**
     * {@return of the main database, in the order in which they were made: these tables and those that they reference; the
     * virtual tables whose shadows they may be; whatever has one of the names as a word in its text; and perhaps some more.
     * But no indexes, which are most of it}
     */
    List<Entry> around(Collection<String> tables) {
        return fetch(
                MAIN,
                TYPE.ne(DSL.inline("index"))
                        .and(DSL.or(
                                words(tables),
                                noCase(NAME).in(literals(referenced(tables))),
                                ROOT.eq(DSL.inline(0L)).and(noCase(NAME).in(literals(owners(tables)))))));
    }

    private Set<String> referenced(Collection<String> tables) {
        return database.select(DSL.field("f.{0}", String.class, DSL.name("table")))
                .from("{0} as t join pragma_foreign_key_list(t.column1, 'main') as f", values(tables))
                .fetchSet(0, String.class);
    }

    /**
     * {@return the names of the virtual tables that these could be shadows of} A shadow is called after its virtual table,
     * with an underscore: <a href="https://sqlite.org/vtab.html#xshadowname">xShadowName</a>.
     */
    static List<String> owners(Collection<String> tables) {
        return tables.stream()
                .filter(name -> name.contains("_"))
                .map(name -> name.substring(0, name.lastIndexOf('_')))
                .toList();
    }

    /** {@return those tables of the main database, each with its indexes and triggers} */
    List<Entry> of(Collection<String> tables) {
        return fetch(MAIN, noCase(TABLE).in(literals(tables)));
    }

    /** {@return tables, views and indexes of the main database that have one of these names, whatever its case} */
    List<Entry> taken(Collection<String> names) {
        return mayBeTaken(names) ? named(MAIN, names) : List.of();
    }

    /**
     * SQLite finds what a PRAGMA asks for by its name at once, without a scan. It does not describe a view that no longer
     * works.
     */
    private boolean mayBeTaken(Collection<String> names) {
        try {
            return !database.fetch("""
                    select 1 from {0} as t join pragma_index_info(t.column1, 'main')
                    union all select 1 from {0} as t join pragma_table_info(t.column1, 'main')
                    limit 1""", values(names)).isEmpty();
        } catch (DataAccessException broken) {
            return true;
        }
    }

    /** {@return the indexes of the main database that have exactly these names} */
    List<Entry> indexes(Collection<String> names) {
        return fetch(MAIN, TYPE.eq(DSL.inline("index")).and(NAME.in(literals(names))));
    }

    /** {@return tables, views and indexes of these names, whatever their case} */
    List<Entry> named(String schema, Collection<String> names) {
        return fetch(schema, noCase(NAME).in(literals(names)).and(TYPE.ne(DSL.inline("trigger"))));
    }

    /** {@return the views and triggers of the main database that have one of these names as a word, and perhaps more} */
    List<Entry> viewsAndTriggersNaming(Collection<String> names) {
        return fetch(MAIN, TYPE.in(literals(List.of("view", "trigger"))).and(words(names)));
    }

    /** {@return all views and triggers} */
    List<Entry> viewsAndTriggers(String schema) {
        return fetch(schema, TYPE.in(literals(List.of("view", "trigger"))));
    }

    /** {@return whatever is temporary} */
    List<Entry> temporary() {
        return fetch(TEMP, DSL.noCondition());
    }

    /** {@return the names of all ordinary tables} */
    List<String> tableNames() {
        return fetch(MAIN, TYPE.eq(DSL.inline("table"))).stream()
                .filter(Entry::isOrdinaryTable)
                .map(Entry::name)
                .toList();
    }

    private List<Entry> fetch(String schema, Condition condition) {
        return database.select(TYPE, NAME, TABLE, SQL, ROOT)
                .from(DSL.name(schema, "sqlite_schema"))
                .where(condition)
                .orderBy(DSL.field("rowid"))
                .fetch(row -> new Entry(
                        schema,
                        row.get(TYPE),
                        row.get(NAME),
                        row.get(TABLE),
                        row.get(SQL) == null ? "" : row.get(SQL),
                        row.get(ROOT) != null && row.get(ROOT) > 0));
    }

    private static Field<String> noCase(Field<String> field) {
        return DSL.field("{0} collate nocase", String.class, field);
    }

    private static List<Field<String>> literals(Collection<String> names) {
        return names.stream().<Field<String>>map(DSL::inline).toList();
    }

    /** {@return a table of one column, {@code column1}} */
    static Table<?> values(Collection<String> names) {
        return DSL.table(
                "(values {0})",
                DSL.list(names.stream()
                        .map(name -> DSL.field("({0})", DSL.inline(name)))
                        .toList()));
    }

    private static Condition words(Collection<String> names) {
        return names.size() > MOST_NAMES
                ? DSL.trueCondition()
                : DSL.or(names.stream().map(name -> word(core(name))).toList());
    }

    /**
     * LIKE is the quickest; where a connection has told it to heed case, it is left out. It runs through a text from one
     * occurrence of the first character to the next, so it is given the part that begins with a rare one. GLOB is quick
     * only with a character of its own behind the star, so the word's beginning is not looked at here.
     */
    private static Condition word(String core) {
        return DSL.condition(
                "({0} like {1} or 'a' not like 'A') and lower({0}) || ' ' glob {2}",
                SQL, DSL.inline("%" + fromRarest(core) + "%"), DSL.inline("*" + core + "[^a-z0-9_]*"));
    }

    private static String fromRarest(String core) {
        int from = 0;
        for (int i = 1; i < core.length(); i++) {
            if (COMMONEST_FIRST.indexOf(core.charAt(i)) > COMMONEST_FIRST.indexOf(core.charAt(from))) {
                from = i;
            }
        }
        return core.substring(from);
    }

    /**
     * The longest part of a name that is in its text as it is, whatever the quotes: letters and digits of ASCII. Where
     * there is none, nearly every text has it.
     */
    private static String core(String name) {
        var longest = "";
        for (var part : Identifiers.fold(name).split("[^a-z0-9_]+", -1)) {
            longest = part.length() > longest.length() ? part : longest;
        }
        return longest;
    }
}
