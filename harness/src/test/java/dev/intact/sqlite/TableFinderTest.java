package dev.intact.sqlite;

import static dev.intact.sqlite.TestSession.main;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.error.NotATableException;
import dev.intact.error.UnknownNameException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TableFinderTest {
    @Test
    void anUnknownTableIsToldWithTheNearest() throws SQLException {
        try (var test = TestSession.of("create table tasks (a);\ncreate view tasty as select 1")) {
            assertThatExceptionOfType(UnknownNameException.class)
                    .isThrownBy(() -> test.table("task"))
                    .satisfies(e -> assertThat(e.nearest()).containsExactly("tasks"));
            assertThatExceptionOfType(UnknownNameException.class)
                    .isThrownBy(() -> test.table("Tasks"))
                    .satisfies(e -> assertThat(e.nearest()).containsExactly("tasks"));
        }
    }

    @Test
    void aTableThatMayBeThereIsReadIfItIs() throws SQLException {
        try (var test = TestSession.of("create table t (a)")) {
            assertThat(test.read(Scope.ofPossible(TableName.of("u"))).tables()).isEmpty();
            assertThat(test.read(Scope.ofPossible(TableName.of("t"))).tables()).containsOnlyKeys(main("t"));
        }
    }

    @Test
    void aTemporaryTableShadowsAnother() throws SQLException {
        try (var test = TestSession.of(
                "create table t (a);\n", "create temp table T (b);\n", "create temp view v as select 1")) {
            refused(test, TableName.of("t"), "a temporary table");
            refused(test, new TableName("temp", "T"), "a temporary table");
            refused(test, TableName.of("v"), "a temporary view");
            assertThat(test.read(Scope.of(main("t"))).table(main("t")).columnNames())
                    .containsExactly("a");
        }
    }

    @Test
    void aTableOfAnAttachedDatabaseIsRefused() throws SQLException {
        try (var test = TestSession.of(
                "attach ':memory:' as other;\n",
                "create table other.far (a);\n",
                "create table other.t (a);\n",
                "create table t (b)")) {
            refused(test, new TableName("other", "far"), "in an attached database");
            refused(test, TableName.of("far"), "in an attached database");
            assertThat(test.table("t").columnNames()).containsExactly("b");
            assertThatExceptionOfType(UnknownNameException.class)
                    .isThrownBy(() -> test.read(Scope.of(new TableName("nowhere", "t"))));
        }
    }

    @Test
    void whatIsNoOrdinaryTableIsRefused() throws SQLException {
        try (var test = TestSession.of(
                "create table t (id integer primary key autoincrement);\n",
                "create table docs_extra (a);\n",
                "create view v as select id from t;\n",
                "create virtual table docs using fts5 (body)")) {
            refused(test, TableName.of("v"), "a view");
            refused(test, TableName.of("docs"), "a virtual table");
            refused(test, TableName.of("docs_data"), "a shadow table, in which a virtual table keeps its rows");
            refused(test, TableName.of("sqlite_sequence"), "a table of SQLite's own");
            refused(test, TableName.of("sqlite_schema"), "a table of SQLite's own");
            assertThat(test.table("docs_extra").columnNames()).containsExactly("a");
        }
    }

    private static void refused(TestSession test, TableName name, String kind) {
        assertThatExceptionOfType(NotATableException.class)
                .isThrownBy(() -> test.read(Scope.of(name)))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
