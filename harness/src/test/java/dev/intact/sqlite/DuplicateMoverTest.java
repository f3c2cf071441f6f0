package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.catalog.Expression;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.TableName;
import dev.intact.check.ViolationsException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.CreateIndex;
import dev.intact.operation.MoveDuplicates;
import dev.intact.operation.OnDuplicates;
import dev.intact.operation.Sorting;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuplicateMoverTest {
    private static final TableName T = TableName.of("t");
    private static final String EQUAL_ROWS = """
            create table t (id integer primary key, k text, n int, twice as (n * 2));
            insert into t values (1, 'a', 10), (2, 'b', 20), (3, 'a', 30), (4, null, 40), (5, null, 50), (6, 'a', 60);
            """;

    @Test
    void theFirstStaysAndTheOthersAreKeptWhole() throws SQLException {
        try (var test = TestSession.of(EQUAL_ROWS)) {
            test.apply(keepFirst("k"));
            assertThat(test.rows("select id from t order by id")).containsExactly("1", "2", "4", "5");
            assertThat(test.rows("select id, k, n, twice, intact_reason from intact_quarantine_t order by id"))
                    .containsExactly("3|a|30|60|unique (k)", "6|a|60|120|unique (k)");
            assertThat(test.rows("select count(*) from intact_quarantine_t where intact_moved_at is null"))
                    .containsExactly("0");
            test.apply(CreateIndex.of(T, List.of("k")).unique());
        }
    }

    @Test
    void aSecondTimeTheQuarantineTableIsThere() throws SQLException {
        try (var test = TestSession.of(EQUAL_ROWS)) {
            test.apply(keepFirst("k"));
            test.run("insert into t (id, k, n) values (7, 'b', 70)");
            test.apply(keepFirst("k"));
            assertThat(test.rows("select id from intact_quarantine_t order by id"))
                    .containsExactly("3", "6", "7");
        }
    }

    @Test
    void theOrderDecidesAndTheKeySettlesTies() throws SQLException {
        try (var test = TestSession.of(EQUAL_ROWS, "update t set n = 60 where id in (1, 3);\n")) {
            test.apply(move(new OnDuplicates(OnDuplicates.Keep.LAST, List.of(new Sorting("n", false))), false, "k"));
            assertThat(test.rows("select id from t where k = 'a'")).containsExactly("6");
        }
    }

    @Test
    void equalityIsThatOfTheIndex() throws SQLException {
        try (var test = TestSession.of(
                "create table t (id integer primary key, k text collate nocase, v, n int);\n",
                "insert into t values (1, 'a', 1, 1), (2, 'A', '1', 2), (3, 'A ', 1.0, 3), (4, x'61', null, 4);\n")) {
            test.apply(keepFirst("k"));
            assertThat(test.rows("select id from t order by id")).containsExactly("1", "3", "4");
            assertThat(test.rows("select id, k, typeof(v) from intact_quarantine_t"))
                    .containsExactly("2|A|text");
        }
    }

    @Test
    void onlyRowsInThePredicateGo() throws SQLException {
        try (var test = TestSession.of(EQUAL_ROWS)) {
            test.apply(new MoveDuplicates(
                    T,
                    List.of(IndexTerm.expression(Expression.of("upper(k)"))),
                    Expression.of("n < 60"),
                    true,
                    first(),
                    false));
            assertThat(test.rows("select id from t order by id")).containsExactly("1", "2", "4", "5", "6");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void aRowThatIsPointedAtStays(String foreignKeys) throws SQLException {
        try (var test = TestSession.of(EQUAL_ROWS, children(""))) {
            test.run("pragma foreign_keys = " + foreignKeys);
            assertThatExceptionOfType(ViolationsException.class)
                    .isThrownBy(() -> test.apply(keepFirst("k")))
                    .satisfies(e -> assertThat(e.violations().get(0).code()).isEqualTo("referenced-row"));
            assertThat(test.rows("select count(*) from t")).containsExactly("6");
            assertThat(test.rows("select count(*) from child")).containsExactly("3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void referencesArePointedAtTheRowThatStays(String foreignKeys) throws SQLException {
        try (var test = TestSession.of(EQUAL_ROWS, children("on delete cascade"))) {
            test.run("pragma foreign_keys = " + foreignKeys);
            test.apply(move(first(), true, "k"));
            assertThat(test.rows("select id, t from child order by id")).containsExactly("1|1", "2|2", "3|1");
            assertThat(test.rows("pragma foreign_key_check")).isEmpty();
        }
    }

    @Test
    void aReferenceIsComparedAsTheReferencedColumn() throws SQLException {
        try (var test = TestSession.of(
                "create table t (id integer primary key, code text collate nocase unique, n int, k text);\n",
                "insert into t values (1, 'X', 10, 'a'), (2, 'Y', 20, 'a');\n",
                "create table child (id integer primary key, code text references t (code));\n",
                "insert into child values (1, 'y'), (2, 'x'), (3, null);\n")) {
            test.apply(move(first(), true, "k"));
            assertThat(test.rows("select id, code from child order by id")).containsExactly("1|X", "2|x", "3|null");
        }
    }

    @Test
    void aCompositeReferenceIsPointedAsAWhole() throws SQLException {
        try (var test = TestSession.of(
                "create table t (a int, b int, n int, k text, primary key (a, b)) without rowid;\n",
                "insert into t values (1, 1, 10, 'a'), (1, 2, 20, 'a'), (2, 1, 30, 'b');\n",
                "create table child (x int, y int, foreign key (y, x) references t);\n",
                "insert into child values (2, 1), (1, 2), (null, 1);\n")) {
            test.apply(move(first(), true, "k"));
            assertThat(test.rows("select x, y from child order by rowid")).containsExactly("1|1", "1|2", "null|1");
        }
    }

    @Test
    void aTableThatReferencesItself() throws SQLException {
        try (var test = TestSession.of(
                "create table t (id integer primary key, k text, n int, up int references t (id));\n",
                "insert into t values (1, 'a', 10, null), (2, 'a', 20, 1), (3, 'b', 30, 2), (4, 'c', 40, 3);\n")) {
            test.apply(move(first(), true, "k"));
            assertThat(test.rows("select id, up from t order by id")).containsExactly("1|null", "3|1", "4|3");
            assertThat(test.rows("select id, up from intact_quarantine_t")).containsExactly("2|1");
        }
    }

    @Test
    void rowsThatBecomeEqualOnTheWayStopIt() throws SQLException {
        try (var test = TestSession.of(
                "create table t (id integer primary key, n int, up int references t (id));\n",
                "insert into t values (1, 0, null), (2, 5, 1), (3, 5, 1), (4, 7, 2), (5, 7, 3), (6, 9, 5);\n")) {
            assertThatExceptionOfType(ViolationsException.class)
                    .isThrownBy(() -> test.apply(move(first(), true, "n", "up")));
            assertThat(test.rows("select count(*) from t")).containsExactly("6");
        }
    }

    @Test
    void aKeyWithANullCannotBeTold() throws SQLException {
        try (var test = TestSession.of(
                "create table t (id text primary key, k text, n int);\n",
                "insert into t values ('1', 'a', 10), (null, 'a', 20);\n")) {
            assertThatExceptionOfType(ViolationsException.class)
                    .isThrownBy(() -> test.apply(keepFirst("k")))
                    .satisfies(e -> assertThat(e.violations().get(0).code()).isEqualTo("unkeyed-duplicate"));
            test.run("update t set n = 5 where id is null");
            test.apply(keepFirst("k"));
            assertThat(test.rows("select id, n from t")).containsExactly("null|5");
        }
    }

    @Test
    void aQuarantineTableThatKeepsRowsOutStopsIt() throws SQLException {
        try (var test = TestSession.of(EQUAL_ROWS, """
                create table intact_quarantine_t (
                  id INTEGER unique on conflict ignore, k TEXT, n INT, twice,
                  intact_reason TEXT, intact_moved_at timestamp with time zone
                );
                insert into intact_quarantine_t (id, k) values (3, 'another');
                """)) {
            assertThatExceptionOfType(ViolationsException.class)
                    .isThrownBy(() -> test.apply(keepFirst("k")))
                    .satisfies(e -> assertThat(e.violations().get(0).samples())
                            .singleElement()
                            .satisfies(sample -> assertThat(sample.what()).isEqualTo("id = 3")));
            assertThat(test.rows("select count(*) from t")).containsExactly("6");
        }
    }

    @Test
    void valuesOfAnyTypeAreNotMoved() throws SQLException {
        try (var test = TestSession.of("create table t (id integer primary key, k any, n int) strict;\n")) {
            assertThatThrownBy(() -> test.plan(keepFirst("k"))).isInstanceOf(UnsupportedChangeException.class);
        }
    }

    @Test
    void aKeyOfUnusualCollationIsRefused() throws SQLException {
        try (var test = TestSession.of(
                "create table t (id text collate nocase, k text, n int, primary key (id collate binary));\n")) {
            assertThatThrownBy(() -> test.plan(keepFirst("k"))).isInstanceOf(UnsupportedChangeException.class);
        }
    }

    @Test
    void triggersOnDeleteAreAWarning() throws SQLException {
        try (var test = TestSession.of(EQUAL_ROWS, "create trigger tr after delete on t begin select 1; end;\n")) {
            assertThat(test.plan(keepFirst("k")).get(0).warnings()).anyMatch(text -> text.contains("trigger main.tr"));
        }
    }

    private static String children(String action) {
        return """
                create table child (id integer primary key, t int references t %s);
                insert into child values (1, 1), (2, 2), (3, 3);
                """.formatted(action);
    }

    private static MoveDuplicates keepFirst(String column) {
        return move(first(), false, column);
    }

    private static OnDuplicates first() {
        return new OnDuplicates(OnDuplicates.Keep.FIRST, List.of(new Sorting("n", false)));
    }

    private static MoveDuplicates move(OnDuplicates choice, boolean repoint, String... columns) {
        var terms = Arrays.stream(columns).map(IndexTerm::column).toList();
        return new MoveDuplicates(T, terms, null, true, choice, repoint);
    }
}
