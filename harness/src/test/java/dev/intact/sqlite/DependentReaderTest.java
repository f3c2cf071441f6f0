package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.catalog.Dependent;
import java.sql.SQLException;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DependentReaderTest {
    private static final String TABLES = """
            create table t (id integer primary key, a text, b text, "end" int, "each" int);
            create table log (t int, what text);
            """;

    @Test
    void triggersAndViewsAreFoundWithTheColumnsThatTheyName() throws SQLException {
        try (var test = TestSession.of(
                TABLES,
                """
                create trigger of_b after update of b on t for each row when new.a <> 'id' begin
                  insert into log values (new.id, 'a'); end;
                """,
                "create trigger elsewhere after insert on log begin update T set [a] = '' where 1; end;\n",
                "create view v as select a, \"end\" from t;\n",
                "create view every as select * from \"t\";\n",
                "create trigger other after insert on log begin select 't', \"tt\" from log; end;\n",
                "create view also as select t, id from log x;\n")) {
            assertThat(dependents(test))
                    .isEqualTo(Map.of(
                            "trigger main.of_b", columns("a", "b", "id"),
                            "trigger main.elsewhere", columns("a"),
                            "view main.v", columns("a", "end"),
                            "view main.every", columns(),
                            "view main.also", columns("id")));
        }
    }

    @Test
    void viewsOnViewsAreFoundAndWhatFiresOnThem() throws SQLException {
        try (var test = TestSession.of(
                TABLES,
                "create view v as select * from t;\n",
                "create view w as select b from v;\n",
                "create trigger on_w instead of insert on w begin insert into log values (new.b, ''); end;\n",
                "create view stranger as select what from log;\n")) {
            assertThat(dependents(test))
                    .containsOnlyKeys("view main.v", "view main.w", "trigger main.on_w")
                    .containsEntry("view main.w", columns("b"));
        }
    }

    @Test
    void temporaryOnesAreFound() throws SQLException {
        try (var test = TestSession.of(
                TABLES,
                "create temp trigger audit after delete on main.t begin select old.a; end;\n",
                "create temp view recent as select id from t;\n")) {
            assertThat(dependents(test))
                    .isEqualTo(Map.of("trigger temp.audit", columns("a"), "view temp.recent", columns("id")));
        }
    }

    @Test
    void aBrokenViewIsNoObstacleToReading() throws SQLException {
        try (var test = TestSession.of(
                TABLES,
                "create table gone (x);\ncreate view broken as select t.a from t join gone;\ndrop table gone;\n")) {
            assertThat(dependents(test)).containsOnlyKeys("view main.broken");
        }
    }

    @Test
    void namesOfOddCharactersAreFound() throws SQLException {
        try (var test = TestSession.of(
                "create table \"заказы\" (\"номер\" int);\n",
                "create view v as select \"номер\" from [заказы];\n",
                "create view w as select 1;\n")) {
            assertThat(test.table("заказы").dependents())
                    .singleElement()
                    .satisfies(view -> assertThat(view.columns()).containsExactly("номер"));
        }
    }

    private static Map<String, SortedSet<String>> dependents(TestSession test) {
        return test.table("t").dependents().stream().collect(Collectors.toMap(Object::toString, Dependent::columns));
    }

    private static SortedSet<String> columns(String... names) {
        return new java.util.TreeSet<>(java.util.List.of(names));
    }
}
