package dev.intact.conformance;

import static dev.intact.Operations.column;
import static dev.intact.Operations.rekey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intact.Intact;
import dev.intact.Report;
import dev.intact.error.DependentsException;
import dev.intact.error.IntactException;
import dev.intact.error.NotATableException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Database;
import dev.intact.harness.Snapshot;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import dev.intact.operation.Rekey;
import dev.intact.operation.Reverse;
import dev.intact.operation.SurrogateKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a wider key meets on SQLite alone, where the table is made anew: how the old key is declared, what the rows are
 * stored by, and what lives on the connection.
 */
class RekeySqliteTest {
    private static final Rekey SHOP = rekey("shop").from("code").toPrimaryKey("country", "code");
    private static final Change WIDE = Change.of("x", SHOP);
    private static final Change NUMBERED = Change.of(
            "x", rekey("shop").from("code").toUnique("country", "code").withPrimaryKey("id", SurrogateKey.IDENTITY));
    private static final Change NAMED = Change.of(
            "x", rekey("shop").from("code").toUnique("country", "code").withPrimaryKey("id", SurrogateKey.UUID));

    private final Database database = TestDatabases.sqlite().open();

    @AfterEach
    void close() {
        database.close();
    }

    private Intact intact(boolean editing) {
        var intact = Intact.using(database.dataSource());
        return editing ? intact : intact.withoutSchemaEdit();
    }

    private void create(String shop, String sale) throws SQLException {
        database.execute(
                "create table shop (" + shop,
                "create table sale (" + sale,
                "insert into shop (code, country, name) values ('1', 'de', 'A'), ('2', 'fr', 'B'), ('3', 'de', null)",
                "insert into sale (id, code, amount) values (1, '1', 10), (2, '2', 20), (3, '1', 30)");
    }

    private void createPlain() throws SQLException {
        create(
                "code integer primary key, country text not null, name text)",
                "id integer primary key, code integer not null references shop (code) on delete cascade, amount integer)");
    }

    private void drop() throws SQLException {
        database.execute("drop table sale", "drop table shop");
    }

    private String stored(String table) throws SQLException {
        return String.valueOf(database.rows("select sql from sqlite_schema where name = '%s'".formatted(table)));
    }

    private void assertFollowed() throws SQLException {
        assertThat(database.rows("select id, cast(code as text), country, amount from sale order by id"))
                .hasToString("[[1, 1, de, 10], [2, 2, fr, 20], [3, 1, de, 30]]");
        assertThat(database.rows("select cast(code as text), country, name from shop order by code"))
                .hasToString("[[1, de, A], [2, fr, B], [3, de, null]]");
        assertThat(database.rows("pragma integrity_check")).hasToString("[[ok]]");
        assertThat(database.rows("pragma foreign_key_check")).isEmpty();
        refuses("insert into sale (id, code, country) values (9, 1, 'fr')");
        refuses("insert into shop (code, country) values (1, 'de')");
    }

    private void refuses(String sql) {
        assertThatThrownBy(() -> database.execute(sql)).isInstanceOf(SQLException.class);
    }

    private void takeBack(Intact intact, Report report) {
        intact.apply(((Reverse.Reversible) report.reverse()).change());
    }

    /** Refused by the plan and by a run, and nothing has happened. */
    private <T extends IntactException> T assertRefused(Class<T> type, Intact intact, Change change) {
        var before = Snapshot.of(database);
        assertThatThrownBy(() -> intact.apply(change)).isInstanceOf(type);
        var refusal = catchThrowableOfType(type, () -> intact.plan(change));
        assertThat(Snapshot.of(database)).isEqualTo(before);
        return refusal;
    }

    // ---- how the old key is declared

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code integer primary key, country text not null, name text)",
                "code integer primary key autoincrement, country text not null, name text)",
                "code integer primary key desc, country text not null, name text)",
                "code int primary key, country text not null, name text)",
                "code varchar(9) not null primary key on conflict replace, country text not null, name text)",
                "code text constraint \"the key\" primary key, country text not null, name text)",
                "code text, country text not null, name text, primary key (code))",
                "code text, country text not null, name text, constraint pk primary key (code desc) on conflict ignore)",
                "[code] text, `country` text not null, \"name\" \"double precision\", unique (name), primary key ([code]))",
                "code text primary key, country text not null, name text) without rowid",
                "code integer primary key, country text not null, name text) without rowid",
                "code text primary key, country text not null, name text) strict",
                "code integer primary key, country text not null, name text) strict",
                "code text primary key, country text not null, name text) strict, without rowid",
                "code text not null unique, country text not null, name text)",
                "code text not null, country text not null, name text, constraint uq unique (code) on conflict ignore)"
            })
    void anOldKeyOfWhateverForm(String shop) throws SQLException {
        var change = shop.contains("primary key")
                ? WIDE
                : Change.of("x", rekey("shop").from("code").toUnique("country", "code"));
        for (var editing : List.of(true, false)) {
            create(
                    shop,
                    "id integer primary key, code %s not null references shop (code), amount integer)"
                            .formatted(type(shop)));
            var report = intact(editing).apply(change);
            assertFollowed();
            assertThat(intact(editing).plan(change).steps()).isEmpty();
            assertForm(shop);
            takeBack(intact(editing), report);
            assertThat(database.rows("select * from sale order by 1")).hasSize(3);
            refuses("insert into sale (id, code) values (9, 77)");
            drop();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code integer primary key autoincrement, country text not null, name text)",
                "code integer primary key, country text not null, name text) strict",
                "code integer not null, country text not null, name text, constraint pk primary key (code)) without rowid"
            })
    void theFormOfTheTableWithAKeyOfNoMeaning(String shop) throws SQLException {
        for (var change : List.of(NUMBERED, NAMED)) {
            create(shop, "id integer primary key, code integer not null references shop (code), amount integer)");
            if (change.equals(NUMBERED) && shop.contains("without rowid")) {
                assertThat(assertRefused(UnsupportedChangeException.class, intact(true), change)
                                .wayOut())
                        .contains("UUID");
            } else {
                var report = intact(true).apply(change);
                assertFollowed();
                assertForm(shop);
                takeBack(intact(true), report);
                refuses("insert into sale (id, code) values (9, 77)");
            }
            drop();
        }
    }

    private void assertForm(String shop) throws SQLException {
        assertThat(database.rows("select \"wr\", \"strict\" from pragma_table_list where name = 'shop'"))
                .isEqualTo(
                        List.of(List.of(shop.contains("without rowid") ? 1L : 0L, shop.contains("strict") ? 1L : 0L)));
    }

    private static String type(String shop) {
        return shop.contains("varchar")
                        || shop.contains(" text primary")
                        || shop.startsWith("code text")
                        || shop.startsWith("[code]")
                ? "text"
                : "integer";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id integer primary key, code integer not null references shop (code), amount integer)",
                "id integer primary key autoincrement, code integer references shop, amount integer)",
                "id integer primary key, code int constraint fk references shop on delete cascade on update cascade, amount integer)",
                "id integer primary key, code integer, amount integer, foreign key (code) references shop (code))",
                "id integer primary key, code integer, amount integer, constraint \"f k\" foreign key ([code]) references [shop] (`code`) deferrable initially deferred)",
                "id text primary key, code integer not null references shop (code), amount integer) without rowid",
                "id integer primary key, code integer not null references shop (code), amount integer) strict",
                "id integer, code integer references shop (code), amount integer, constraint pk primary key (id desc))",
                "id int primary key on conflict ignore, code integer references shop (code) not null on conflict fail, amount integer unique on conflict replace)"
            })
    void aFollowingTableOfWhateverForm(String sale) throws SQLException {
        for (var editing : List.of(true, false)) {
            create("code integer primary key, country text not null, name text)", sale);
            var report = intact(editing).apply(WIDE);
            assertFollowed();
            for (var word : List.of(
                    "autoincrement",
                    "without rowid",
                    "strict",
                    "desc",
                    "ignore",
                    "fail",
                    "replace",
                    "deferred",
                    "cascade")) {
                assertThat(stored("sale").toLowerCase(Locale.ROOT).contains(word))
                        .as(word)
                        .isEqualTo(sale.contains(word));
            }
            takeBack(intact(editing), report);
            refuses("insert into sale (id, code) values (9, 77)");
            drop();
        }
    }

    @Test
    void conflictClausesOfOtherConstraints() throws SQLException {
        create(
                "code integer primary key, country text not null on conflict ignore, name text constraint uq unique on conflict replace)",
                "id integer primary key, code integer not null references shop (code), amount integer unique on conflict ignore)");
        intact(true).apply(WIDE);
        database.execute(
                "insert into shop (code, country) values (7, null)",
                "insert into sale (id, code, country, amount) values (9, 1, 'de', 10)");
        assertFollowed();
        database.execute("insert into shop (code, country, name) values (8, 'xx', 'C'), (9, 'xx', 'C')");
        assertThat(database.rows("select code from shop where name = 'C'")).hasToString("[[9]]");
    }

    // ---- numbers

    @Test
    void numbersGoOnWhereTheFollowingTableCountsUp() throws SQLException {
        create(
                "code integer primary key, country text not null, name text)",
                "id integer primary key autoincrement, code integer not null references shop (code), amount integer)");
        database.execute("insert into sale values (50, 1, 1)", "delete from sale where id = 50");
        for (var editing : List.of(true, false)) {
            var report = intact(editing).apply(WIDE);
            assertFollowed();
            database.execute("insert into sale (code, country) values (1, 'de')");
            assertThat(database.rows("select id from sale where id > 3")).hasToString(editing ? "[[51]]" : "[[52]]");
            database.execute("delete from sale where id > 3");
            takeBack(intact(editing), report);
        }
        assertThat(database.rows("select name, seq from sqlite_sequence")).hasToString("[[sale, 52]]");
    }

    /** Another key cannot count up: what counted is gone, and says so. */
    @Test
    void aCounterThatIsTheOldKeyIsToldOf() throws SQLException {
        create(
                "code integer primary key autoincrement, country text not null, name text)",
                "id integer primary key, code integer references shop (code), amount integer)");
        assertThat(intact(true).plan(WIDE).warnings())
                .anyMatch(warning -> warning.contains("shop (code)") && warning.contains("number"));
        var report = intact(true).apply(WIDE);
        assertFollowed();
        assertThat(database.rows("select * from sqlite_sequence")).isEmpty();
        refuses("insert into shop (country) values ('it')");
        assertThat(report.reverse().toString()).contains("autoincrement");
    }

    /** Their numbers may be what a full-text index knows them by. */
    @Test
    void rowidsThatNoColumnTells() throws SQLException {
        create(
                "code text primary key, country text not null, name text)",
                "code text not null references shop (code), amount integer, id integer)");
        database.execute("update shop set rowid = 100 + rowid", "update sale set rowid = 100 + rowid");
        var before = List.of(
                database.rows("select rowid, code from shop order by 1"),
                database.rows("select rowid, id from sale order by 1"));
        for (var change : List.of(WIDE, NAMED)) {
            for (var editing : List.of(true, false)) {
                var report = intact(editing).apply(change);
                assertFollowed();
                assertThat(List.of(
                                database.rows("select rowid, code from shop order by 1"),
                                database.rows("select rowid, id from sale order by 1")))
                        .isEqualTo(before);
                takeBack(intact(editing), report);
            }
        }
    }

    /** Rows are told by it in a full-text index, too, but it goes with the key. */
    @Test
    void aRowidThatTheOldKeyTells() throws SQLException {
        createPlain();
        database.execute("insert into shop values (77, 'it', 'C')");
        intact(true).apply(WIDE);
        assertThat(database.rows("select rowid = code from shop")).hasToString("[[1], [1], [1], [1]]");
    }

    @Test
    void aFullTextIndexOverBothTables() throws SQLException {
        createPlain();
        database.execute(
                "create virtual table names using fts5 (name, content = 'shop', content_rowid = 'code')",
                "create virtual table amounts using fts5 (amount, content = 'sale', content_rowid = 'id')",
                "insert into names (names) values ('rebuild')",
                "insert into amounts (amounts) values ('rebuild')",
                "create trigger indexing after insert on shop begin insert into names (rowid, name) values (new.code, new.name); end");
        intact(true).apply(WIDE);
        assertFollowed();
        database.execute("insert into shop values (5, 'it', 'Elsa')");
        assertThat(database.rows("select rowid, name from names where names match 'a OR elsa' order by 1"))
                .hasToString("[[1, A], [5, Elsa]]");
        assertThat(database.rows("select rowid from amounts where amounts match '30'"))
                .hasToString("[[3]]");
        database.execute(
                "insert into names (names) values ('integrity-check')",
                "insert into amounts (amounts) values ('integrity-check')");
    }

    @Test
    void aVirtualTableIsRefused() throws SQLException {
        createPlain();
        database.execute("create virtual table words using fts5 (code, country)");
        assertRefused(
                NotATableException.class,
                intact(true),
                Change.of("x", rekey("words").from("code").toUnique("code", "country")));
        assertRefused(
                NotATableException.class,
                intact(true),
                Change.of("x", SHOP.referencedBy("words", column("code").to("code"))));
    }

    @Test
    void whatAnalyzeFound() throws SQLException {
        createPlain();
        database.execute("create index ix on sale (amount)", "create index ix_name on shop (name)", "analyze");
        var before = database.rows("select * from sqlite_stat1 where idx like 'ix%' order by 1, 2");
        assertThat(before).hasSize(2);
        for (var editing : List.of(true, false)) {
            var report = intact(editing).apply(WIDE);
            assertThat(database.rows("select * from sqlite_stat1 where idx like 'ix%' order by 1, 2"))
                    .isEqualTo(before);
            takeBack(intact(editing), report);
            assertThat(database.rows("select * from sqlite_stat1 where idx like 'ix%' order by 1, 2"))
                    .isEqualTo(before);
        }
    }

    // ---- values

    /** SQLite gives a value the type that it was inserted with, whatever the column's. */
    @Test
    void everyValueToTheLastByte() throws SQLException {
        database.execute(
                "create table shop (code primary key, country not null, name text)",
                "create table sale (id integer primary key, code references shop (code))",
                "insert into shop values (1, x'00ff', 1.5), ('1', 'de', x'41'), (2.5, 7, 'ä'), (x'01', '', '')",
                "insert into sale values (1, '1'), (2, 1), (3, x'01'), (4, 2.5)");
        intact(true).apply(WIDE);
        assertThat(database.rows(
                        "select id, typeof(s.code), quote(s.country), typeof(s.country) from sale s order by id"))
                .hasToString(
                        "[[1, text, 'de', text], [2, integer, X'00FF', blob], [3, blob, '', text], [4, real, 7, integer]]");
        assertThat(database.rows("select quote(code), quote(country), quote(name) from shop order by rowid"))
                .hasToString("[[1, X'00FF', '1.5'], ['1', 'de', X'41'], [2.5, 7, 'ä'], [X'01', '', '']]");
    }

    @Test
    void theCollationByWhichRowsRefer() throws SQLException {
        database.execute(
                "create table shop (code text collate nocase primary key, country text collate rtrim not null)",
                "create table sale (id integer primary key, code text collate nocase references shop (code))",
                "insert into shop values ('a', 'de'), ('b', 'fr')",
                "insert into sale values (1, 'A'), (2, 'b'), (3, null)");
        for (var editing : List.of(true, false)) {
            var report = intact(editing).apply(WIDE);
            assertThat(database.rows("select * from sale order by 1"))
                    .hasToString("[[1, A, de], [2, b, fr], [3, null, null]]");
            database.execute("insert into sale values (4, 'B', 'fr  ')");
            refuses("insert into shop values ('A', 'de ')");
            assertThat(stored("sale")).containsIgnoringCase("collate \"rtrim\"");
            database.execute("delete from sale where id = 4");
            takeBack(intact(editing), report);
        }
    }

    @Test
    void aCollationThatDiffersFromTheOldKeysIsRefused() throws SQLException {
        create(
                "code text collate nocase primary key, country text not null, name text)",
                "id integer primary key, code text not null references shop (code), amount integer)");
        var refusal = assertRefused(UnsupportedChangeException.class, intact(true), WIDE);
        assertThat(refusal.wayOut()).contains("nocase");
    }

    // ---- what is on the connection alone

    private static void run(Connection connection, String... all) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var sql : all) {
                statement.execute(sql);
            }
        }
    }

    private static String one(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            return result.next() ? String.valueOf(result.getString(1)) : "nothing";
        }
    }

    @Test
    void temporaryTriggersAndViews() throws SQLException {
        createPlain();
        try (var connection = database.connect()) {
            run(
                    connection,
                    "create temp table seen (what)",
                    "create temp trigger on_shop after insert on shop begin insert into seen values (new.code); end",
                    "create temp trigger on_sale after insert on main.sale begin insert into seen values (new.amount); end",
                    "create temp view names as select name from shop",
                    "create temp trigger on_names instead of insert on names begin insert into seen values ('view'); end");
            Intact.using(new OneConnection(connection)).apply(WIDE);
            run(
                    connection,
                    "insert into shop values (7, 'it', 'C')",
                    "insert into sale values (9, 7, 70, 'it')",
                    "insert into names values ('x')");
            assertThat(one(connection, "select group_concat(what, ' ') from seen"))
                    .isEqualTo("7 70 view");
            assertThat(one(connection, "select count(*) from names")).isEqualTo("4");
            assertThat(one(connection, "select count(*) from main.sqlite_schema where type = 'trigger'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void aTemporaryNamesakeIsRefused() throws SQLException {
        createPlain();
        for (var name : List.of("shop", "sale")) {
            try (var connection = database.connect()) {
                run(connection, "create temp table " + name + " (code, country)");
                var refusal = assertRefused(IntactException.class, Intact.using(new OneConnection(connection)), WIDE);
                assertThat(refusal.getMessage()).contains("temporary");
            }
        }
    }

    @Test
    void attachedDatabasesWithTablesOfTheSameNames() throws SQLException {
        createPlain();
        try (var connection = database.connect()) {
            run(
                    connection,
                    "attach ':memory:' as other",
                    "create table other.shop (code integer primary key, country text)",
                    "create table other.sale (id integer primary key, code integer references shop (code))",
                    "create index other.ix on sale (code)",
                    "insert into other.shop values (1, 'xx')",
                    "insert into other.sale values (5, 1)");
            var before = one(connection, "select group_concat(sql, ';') from other.sqlite_schema");
            Intact.using(new OneConnection(connection)).apply(WIDE);
            assertThat(one(connection, "select group_concat(sql, ';') from other.sqlite_schema"))
                    .isEqualTo(before);
            assertThat(one(connection, "select country from other.shop")).isEqualTo("xx");
            assertThat(one(connection, "select id from other.sale")).isEqualTo("5");
        }
        assertFollowed();
    }

    private static final List<String> PRAGMAS = List.of(
            "foreign_keys",
            "legacy_alter_table",
            "recursive_triggers",
            "defer_foreign_keys",
            "writable_schema",
            "ignore_check_constraints",
            "reverse_unordered_selects",
            "busy_timeout",
            "synchronous",
            "cache_size",
            "threads",
            "query_only");

    private static String settings(Connection connection) throws SQLException {
        var settings = new StringBuilder();
        for (var pragma : PRAGMAS) {
            settings.append(pragma)
                    .append('=')
                    .append(one(connection, "pragma " + pragma))
                    .append(' ');
        }
        return settings.append(connection.getAutoCommit()).toString();
    }

    @ParameterizedTest
    @CsvSource({"on, off", "off, on"})
    void settingsOfTheConnectionWhetherItSucceedsOrFails(String enforced, String others) throws SQLException {
        createPlain();
        for (var editing : List.of(true, false)) {
            try (var connection = database.connect()) {
                run(
                        connection,
                        "pragma foreign_keys = " + enforced,
                        "pragma legacy_alter_table = " + others,
                        "pragma recursive_triggers = " + others,
                        "pragma writable_schema = " + others,
                        "pragma reverse_unordered_selects = " + others);
                var before = settings(connection);
                var intact = Intact.using(new OneConnection(connection));
                intact = editing ? intact : intact.withoutSchemaEdit();

                run(
                        connection,
                        "pragma foreign_keys = off",
                        "insert into sale values (9, 77, 1)",
                        "pragma foreign_keys = " + enforced);
                var rows = Snapshot.of(database);
                var refusing = intact;
                assertThatThrownBy(() -> refusing.apply(NAMED)).isInstanceOf(IntactException.class);
                assertThat(settings(connection)).isEqualTo(before);
                assertThat(Snapshot.of(database)).isEqualTo(rows);
                run(connection, "delete from sale where id = 9");

                var report = intact.apply(NAMED);
                assertThat(settings(connection)).isEqualTo(before);
                takeBack(intact, report);
                assertThat(settings(connection)).isEqualTo(before);
            }
        }
    }

    // ---- what cannot go along

    /** Foreign keys do not act while the table is made anew, and a trigger may need them. */
    @Test
    void aTriggerThatFiresForFilledRowsIsRefused() throws SQLException {
        createPlain();
        database.execute(
                "create table log (what text)",
                "create trigger on_sale after update on sale begin insert into log values ('updated'); end");
        var refusal = assertRefused(UnsupportedChangeException.class, intact(true), WIDE);
        assertThat(refusal.getMessage()).contains("on_sale");
        assertThat(refusal.wayOut()).contains("trigger");
        database.execute("drop trigger on_sale");
        intact(true).apply(WIDE);
        assertFollowed();
    }

    @Test
    void aTriggerThatFiresForFilledRowsWhereForeignKeysAreOffAnyway() throws SQLException {
        createPlain();
        database.execute(
                "create table log (what text)",
                "create trigger on_sale after update on sale begin insert into log values ('updated'); end");
        try (var connection = database.connect()) {
            run(connection, "pragma foreign_keys = off");
            Intact.using(new OneConnection(connection)).apply(WIDE);
        }
        assertFollowed();
        assertThat(database.rows("select count(*) from log")).hasToString("[[3]]");
    }

    /** SQLite resolves names where a view is read, and would say only then that two tables have such a column. */
    @Test
    void aViewInWhichTheNewColumnWouldBeAmbiguousIsRefused() throws SQLException {
        createPlain();
        database.execute(
                "create view by_country as select country, sum(amount) from shop join sale using (code) group by 1",
                "create view all_of_it as select * from by_country",
                "create view fine as select shop.country, name, amount from shop join sale using (code)");
        var refusal = assertRefused(UnsupportedChangeException.class, intact(true), WIDE);
        assertThat(refusal.getMessage()).contains("by_country").contains("country");
        database.execute("drop view by_country", "drop view all_of_it");
        try (var connection = database.connect()) {
            run(connection, "create temp view mine as select country from shop natural join main.sale, sale x");
            assertThatThrownBy(() -> Intact.using(new OneConnection(connection)).apply(WIDE))
                    .isInstanceOf(UnsupportedChangeException.class)
                    .hasMessageContaining("mine");
        }
        intact(true).apply(WIDE);
        assertFollowed();
        assertThat(database.rows("select * from fine")).hasSize(3);
    }

    @Test
    void aViewThatIsBrokenAlready() throws SQLException {
        createPlain();
        database.execute("create view broken as select x from nowhere");
        for (var editing : List.of(true, false)) {
            intact(editing).apply(WIDE);
            assertFollowed();
            drop();
            createPlain();
        }
        // To drop a column SQLite reads every view.
        var report = intact(true).apply(WIDE);
        assertThatThrownBy(() -> takeBack(intact(true), report))
                .isInstanceOf(UnsupportedChangeException.class)
                .hasMessageContaining("broken");
        assertFollowed();
    }

    @Test
    void aCheckThatTakesTheNewColumnsNameForAStringIsRefused() throws SQLException {
        create(
                "code integer primary key, country text not null, name text)",
                "id integer primary key, code integer not null references shop (code), amount integer, check (amount <> \"country\"))");
        var refusal = assertRefused(UnsupportedChangeException.class, intact(true), WIDE);
        assertThat(refusal.getMessage()).contains("country").contains("single quotes");
    }

    @Test
    void aKeyThatComparesOtherwiseThanItsColumnIsNotTheOldOne() throws SQLException {
        database.execute(
                "create table shop (code text not null, country text not null, name text, unique (code collate nocase))");
        assertRefused(
                IntactException.class,
                intact(true),
                Change.of("x", rekey("shop").from("code").toUnique("country", "code")));
    }

    @Test
    void anotherKeyOverTheSameColumnIsRefused() throws SQLException {
        create(
                "code integer primary key, country text not null, name text, unique (code))",
                "id integer primary key, code integer references shop (code), amount integer)");
        var refusal = assertRefused(DependentsException.class, intact(true), WIDE);
        assertThat(refusal.getMessage()).contains("unique (code)");
    }
}
