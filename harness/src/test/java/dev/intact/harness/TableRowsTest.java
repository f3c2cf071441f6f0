package dev.intact.harness;

import static dev.intact.Operations.table;
import static dev.intact.harness.TableRows.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TableRowsTest {
    private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-00000000000a");

    @Test
    void valuesOfEveryTypeGoIn() throws SQLException {
        var rows = rows("of all", "n", "big", "words", "yes", "day", "id", "bytes")
                .row(1, new BigDecimal("1.50"), "it's {0} ? :x", true, LocalDate.of(2020, 2, 29), ID, new byte[] {0, 1
                });
        var table =
                "create table \"of all\" (n integer, big numeric(5, 2), words text, yes boolean, day date, id %s, bytes %s)";
        assertAre(
                List.of(1L, "1.50", "it's {0} ? :x", "true", "2020-02-29", ID.toString(), "0001"),
                TestDatabases.postgres()
                        .migratedBy(table.formatted("uuid", "bytea"))
                        .migratedBy(rows),
                "select n, big::text, words, yes::text, day::text, id::text, bytes from \"of all\"");
        assertAre(
                List.of(1L, 1.5, "it's {0} ? :x", 1L, "2020-02-29", ID.toString(), "0001"),
                TestDatabases.sqlite()
                        .migratedBy(table.formatted("text", "blob"))
                        .migratedBy(rows),
                "select n, big, words, yes, cast(day as text), id, bytes from \"of all\"");
    }

    /** Or else each test would make a template of its own. */
    @Test
    void rowsOfTheSameBytesAreEqual() {
        var bytes = new byte[] {0, 1};
        var rows = rows("t", "b").row((Object) bytes);
        assertThat(rows)
                .isEqualTo(rows("t", "b").row((Object) bytes.clone()))
                .hasSameHashCodeAs(rows("t", "b").row((Object) bytes.clone()))
                .isNotEqualTo(rows("t", "b").row((Object) new byte[] {0, 2}));
        bytes[1] = 2;
        assertThat(rows).isEqualTo(rows("t", "b").row((Object) new byte[] {0, 1}));
    }

    private static void assertAre(List<?> values, DatabaseSource source, String query) throws SQLException {
        try (var database = source.open()) {
            assertThat(database.rows(query)).isEqualTo(List.of(values));
        }
    }

    @Test
    void aTextIsWhateverTheColumnIs() throws SQLException {
        var source = TestDatabases.postgres()
                .migratedBy(
                        "create schema app; create type colour as enum ('red'); create table app.t (c colour, j jsonb, at timestamptz)")
                .migratedBy(rows(table("app", "t"), "c", "j", "at").row("red", "{\"a\": 1}", "2020-01-01 00:00+00"));
        assertAre(
                List.of("red", "{\"a\": 1}", "2020-01-01 00:00:00+00"),
                source,
                "select c::text, j::text, at::text from app.t");
    }

    @Test
    void columnsThatAreNotGivenHaveTheirDefaults() throws SQLException {
        var source = TestDatabases.sqlite()
                .migratedBy("create table t (id integer primary key, note text default 'none', other text)")
                .migratedBy(rows("t", "id", "other").row(7, null));
        try (var database = source.open()) {
            assertThat(database.rows("select * from t")).isEqualTo(List.of(Arrays.asList(7L, "none", null)));
        }
    }

    @Test
    void theyAreKnownByTheirContent() {
        assertThat(rows("t", "a").row(1).row((Object) null))
                .isEqualTo(rows("t", "a").row(1).row((Object) null));
        assertThat(rows("t", "a").row(1)).isNotEqualTo(rows("t", "a").row(2));
        assertThat(TestDatabases.sqlite().migratedBy(rows("t", "a").row(1)))
                .isEqualTo(TestDatabases.sqlite().migratedBy(rows("t", "a").row(1)));
    }

    @Test
    void aRowOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> rows("t", "a", "b").row(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("t has 2 columns here, and the row 1 values");
    }
}
