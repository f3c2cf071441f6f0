package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.harness.TestDatabases;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the lists of keywords to the SQLite that is there. */
class KeywordsTest {
    /** https://sqlite.org/lang_keywords.html */
    private static final String ALL = """
            ABORT ACTION ADD AFTER ALL ALTER ALWAYS ANALYZE AND AS ASC ATTACH AUTOINCREMENT BEFORE BEGIN BETWEEN BY
            CASCADE CASE CAST CHECK COLLATE COLUMN COMMIT CONFLICT CONSTRAINT CREATE CROSS CURRENT CURRENT_DATE
            CURRENT_TIME CURRENT_TIMESTAMP DATABASE DEFAULT DEFERRABLE DEFERRED DELETE DESC DETACH DISTINCT DO DROP
            EACH ELSE END ESCAPE EXCEPT EXCLUDE EXCLUSIVE EXISTS EXPLAIN FAIL FILTER FIRST FOLLOWING FOR FOREIGN FROM
            FULL GENERATED GLOB GROUP GROUPS HAVING IF IGNORE IMMEDIATE IN INDEX INDEXED INITIALLY INNER INSERT
            INSTEAD INTERSECT INTO IS ISNULL JOIN KEY LAST LEFT LIKE LIMIT MATCH MATERIALIZED NATURAL NO NOT NOTHING
            NOTNULL NULL NULLS OF OFFSET ON OR ORDER OTHERS OUTER OVER PARTITION PLAN PRAGMA PRECEDING PRIMARY QUERY
            RAISE RANGE RECURSIVE REFERENCES REGEXP REINDEX RELEASE RENAME REPLACE RESTRICT RETURNING RIGHT ROLLBACK
            ROW ROWS SAVEPOINT SELECT SET TABLE TEMP TEMPORARY THEN TIES TO TRANSACTION TRIGGER UNBOUNDED UNION UNIQUE
            UPDATE USING VACUUM VALUES VIEW VIRTUAL WHEN WHERE WINDOW WITH WITHOUT""";

    @Test
    void whatIsReservedCannotBeAColumnAndEverythingElseCan() throws SQLException {
        for (var word : List.of(ALL.split("\\s+"))) {
            assertThat(accepts("create table t(" + word + ")")).as(word).isEqualTo(!Keywords.isReserved(word));
        }
    }

    @Test
    void whatWinsOverAColumnOfItsNameIsNoNameInAnExpression() throws SQLException {
        for (var word : List.of(ALL.split("\\s+"))) {
            var readsTheColumn = accepts("create table t(\"" + word + "\" int, check (" + word + " > 1))")
                    && !List.of("NULL", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP")
                            .contains(word);
            assertThat(readsTheColumn).as(word).isEqualTo(!Keywords.startsOperand(word));
        }
    }

    private static boolean accepts(String sql) throws SQLException {
        try (var database = TestDatabases.sqlite().open();
                var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
            return true;
        } catch (SQLException syntaxError) {
            return false;
        }
    }
}
