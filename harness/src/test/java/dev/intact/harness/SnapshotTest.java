package dev.intact.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', textBlock = """
            1       | '1'
            1       | 1.0
            null    | 'null'
            x'6162' | '6162'
            x'6162' | 'ab'
            x'6162' | 'x''6162'''
            x''     | ''
            x'00'   | x'0000'
            'a'     | 'A'
            ''      | ' '
            """)
    void tellsAValueFromAnother(String one, String other) throws SQLException {
        assertThat(rows(one)).isNotEqualTo(rows(other)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "'1'", "null", "x'6162'", "'it''s'"})
    void isTheSameForTheSameValue(String value) throws SQLException {
        assertThat(rows(value)).isEqualTo(rows(value)).hasSize(1);
    }

    @Test
    void seesEveryColumnBesideOneOfAnyName() throws SQLException {
        try (var database = TestDatabases.postgres().open()) {
            database.execute("create table x (id integer, t text, n integer)", "insert into x values (1, 'a', 1)");
            var before = Snapshot.rows(database);
            database.execute("update x set n = 2");
            assertThat(Snapshot.rows(database)).isNotEqualTo(before);
        }
    }

    @Test
    void seesWhatBelongsToNoTable() throws SQLException {
        try (var database = TestDatabases.postgres().open()) {
            for (var sql : List.of(
                    "create function f() returns integer language sql as 'select 1'",
                    "create or replace function f() returns integer language sql as 'select 2'",
                    "create sequence s",
                    "alter sequence s increment 2",
                    "create type mood as enum ('good')",
                    "alter type mood add value 'bad'",
                    "create table t (id integer)",
                    "alter table t set unlogged")) {
                var before = Snapshot.schema(database);
                database.execute(sql);
                assertThat(Snapshot.schema(database)).as(sql).isNotEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', textBlock = """
            create index i on t (v) where v = 'A' | create index i on t (v) where v = 'a'   | false
            create index i on t (v) where v = 'A' | CREATE INDEX "i" on `t` ("v") where V = 'A' | true
            create index i on t (v)               | create index main.i on t (v)            | true
            create index i on t (v)               | create index i on t (v, n)              | false
            create index i on t ("a'b")           | create index "i" on "t" (`a'b`)         | true
            create index i on t ("c""d")          | create index i on t (`c"d`)             | true
            create index i on t ("a'b") where v = 'It''s' | create index i on t (`a'b`) where v = 'it''s' | false
            """)
    void tellsAnIndexByWhatItSays(String one, String other, boolean same) throws SQLException {
        assertThat(schema(one).equals(schema(other))).isEqualTo(same);
    }

    @Test
    void seesTheHighestNumberThatWasGiven() throws SQLException {
        try (var database = TestDatabases.sqlite().open()) {
            database.execute("create table t (id integer primary key autoincrement)");
            var before = Snapshot.rows(database);
            database.execute("insert into t values (5)", "delete from t");
            assertThat(Snapshot.rows(database)).isNotEqualTo(before);
        }
    }

    private static List<String> schema(String index) throws SQLException {
        try (var database = TestDatabases.sqlite().open()) {
            database.execute("create table t (v, n, \"a'b\", \"c\"\"d\")", index);
            return Snapshot.schema(database);
        }
    }

    private static List<String> rows(String value) throws SQLException {
        try (var database = TestDatabases.sqlite().open()) {
            database.execute("create table t (v)", "insert into t values (%s)".formatted(value));
            return Snapshot.rows(database);
        }
    }
}
