package dev.intact.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.harness.Database;
import dev.intact.harness.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked again is prepared, and nothing of it stays. */
class CatalogQueriesTest {
    private static final String QUERY = "select {0}::int + 1";

    private final Database database = TestDatabases.postgres(18).open();
    private final Connection connection;
    private final DSLContext sql;

    CatalogQueriesTest() throws SQLException {
        connection = database.connect();
        sql = dev.intact.postgres.Database.on(connection);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    private List<String> prepared() {
        return sql.fetch("select statement from pg_prepared_statements where from_sql order by name")
                .getValues(0, String.class);
    }

    private static int ask(CatalogQueries queries, int number) {
        return queries.fetch(QUERY, DSL.inline(number)).get(0).get(0, int.class);
    }

    @Test
    void aQueryIsPreparedOnceForAllThatItSays() {
        var queries = new CatalogQueries(sql, true);
        assertThat(ask(queries, 1)).isEqualTo(2);
        assertThat(ask(queries, 2)).isEqualTo(3);
        assertThat(ask(queries, 1)).isEqualTo(2);
        assertThat(prepared()).hasSize(2);
        queries.end();
        assertThat(prepared()).isEmpty();
    }

    @Test
    void nothingIsPreparedInASessionOfSomebodyElse() {
        var queries = new CatalogQueries(sql, false);
        assertThat(ask(queries, 1)).isEqualTo(2);
        assertThat(prepared()).isEmpty();
        queries.end();
    }

    @Test
    void aQueryThatFailsIsNoHindranceToTheNextNorDoesItStay() {
        var queries = new CatalogQueries(sql, true);
        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(() -> queries.fetch("select 1 / 0"))
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("division by zero");
        }
        assertThat(ask(queries, 1)).isEqualTo(2);
        queries.end();
        assertThat(prepared()).isEmpty();
        assertThat(ask(queries, 1)).isEqualTo(2);
    }

    @Test
    void whatSomebodyElseHasPreparedStays() throws SQLException {
        sql.execute("prepare mine as select 1");
        var queries = new CatalogQueries(sql, true);
        assertThat(ask(queries, 1)).isEqualTo(2);
        queries.end();
        assertThat(prepared()).containsExactly("prepare mine as select 1");
    }
}
