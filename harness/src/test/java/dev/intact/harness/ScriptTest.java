package dev.intact.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {
    @Test
    void aSemicolonEndsAStatement() {
        assertThat(Script.statements("SELECT 1; SELECT 2;\n\nSELECT 3"))
                .containsExactly("SELECT 1", "SELECT 2", "SELECT 3");
    }

    @Test
    void commentsAloneAreNoStatement() {
        assertThat(Script.statements("-- one; two\n ; /* three; */ ;")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'a;b'",
                "SELECT 'it''s; here'",
                "SELECT E'it\\'s; here'",
                "SELECT \"a;\"\"b\" FROM t",
                "SELECT `a;b` FROM t",
                "SELECT [a;b], [--] FROM t",
                "SELECT a[1], array['[', 'x;y', ']'] FROM t",
                "SELECT 1 -- no; not yet\n + 1",
                "SELECT 1 /* no; not\n yet */ + 1",
                "DO $$ BEGIN PERFORM 1; END; $$",
                "DO $body$ BEGIN PERFORM '$$'; END; $body$",
                "CREATE TABLE event (begin text, \"end\" text)",
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b VALUES (1); UPDATE b SET x = 2; END",
                "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN\n"
                        + " SELECT CASE WHEN 1 THEN 2 END; /* ; */ DELETE FROM b;\n end",
                "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END"
            })
    void aSemicolonInsideDoesNot(String statement) {
        assertThat(Script.statements(statement + "; SELECT 1")).containsExactly(statement, "SELECT 1");
    }

    @Test
    void aTransactionIsNotABody() {
        assertThat(Script.statements("BEGIN; INSERT INTO t VALUES (1); END;"))
                .containsExactly("BEGIN", "INSERT INTO t VALUES (1)", "END");
    }

    @Test
    void aPostgresTriggerHasNoBody() {
        assertThat(Script.statements("CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f(); SELECT 1"))
                .hasSize(2);
    }

    @Test
    void aLongStringIsNoTrouble() {
        var literal = "E'" + "\\';".repeat(100_000) + "'";
        assertThat(Script.statements("SELECT " + literal + "; SELECT '" + ";".repeat(1_000_000) + "'"))
                .hasSize(2);
    }

    @Test
    void sqliteRunsAllOfAScript() throws SQLException {
        try (var database = TestDatabases.sqlite().open()) {
            database.execute("""
                    CREATE TABLE a (id INTEGER PRIMARY KEY);
                    CREATE TABLE b (id INTEGER);
                    CREATE TRIGGER copy AFTER INSERT ON a BEGIN
                      INSERT INTO b VALUES (new.id);
                      INSERT INTO b VALUES (new.id + 1);
                    END;
                    INSERT INTO a VALUES (1);
                    """);
            assertThat(database.rows("SELECT id FROM b ORDER BY id")).containsExactly(List.of(1L), List.of(2L));
        }
    }

    @Test
    void postgresRunsEachStatementInATransactionOfItsOwn() throws SQLException {
        try (var database = TestDatabases.postgres().open()) {
            database.execute("""
                    CREATE TABLE a (id integer);
                    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                      new.id := new.id + 1;
                      RETURN new;
                    END;
                    $$;
                    CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();
                    CREATE INDEX CONCURRENTLY ON a (id);
                    INSERT INTO a VALUES (1);
                    """);
            assertThat(database.rows("SELECT id FROM a")).containsExactly(List.of(2L));
        }
    }
}
