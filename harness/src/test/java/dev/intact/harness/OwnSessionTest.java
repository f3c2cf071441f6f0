package dev.intact.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One session runs everything that a test asks of its database, each time as if it were new. */
class OwnSessionTest {
    private static final String WHO = "select pg_backend_pid()";

    private final Database database = TestDatabases.postgres().open();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void isTheSameAfterAScriptAndAQuery() throws SQLException {
        var first = database.rows(WHO);
        database.execute("create table t (id integer)");
        Snapshot.of(database);
        assertThat(database.rows(WHO)).isEqualTo(first);
    }

    @Test
    void keepsNothingOfWhatWasSetHeldOrTemporary() throws SQLException {
        database.execute(
                "set search_path = pg_catalog",
                "create temporary table passing (id integer)",
                "select pg_advisory_lock(1)",
                "prepare one as select 1",
                "set role pg_monitor");
        assertThat(database.rows("show search_path")).hasToString("[[\"$user\", public]]");
        assertThat(database.rows("select to_regclass('pg_temp.passing')")).isEqualTo(List.of(listOfNull()));
        assertThat(database.rows("select count(*) from pg_locks where locktype = 'advisory'"))
                .isEqualTo(List.of(List.of(0L)));
        assertThat(database.rows("select count(*) from pg_prepared_statements where name = 'one'"))
                .isEqualTo(List.of(List.of(0L)));
        assertThat(database.rows("select current_user")).hasToString("[[postgres]]");
    }

    private static List<Object> listOfNull() {
        return Collections.singletonList(null);
    }

    @Test
    void isAnotherOneAfterATransactionThatWasLeftOpenWhichIsUndone() throws SQLException {
        database.execute("create table t (id integer)");
        var first = database.rows(WHO);
        database.execute("begin", "insert into t values (1)");
        assertThat(database.rows("select * from t")).isEmpty();
        assertThat(database.rows(WHO)).isNotEqualTo(first);
        assertThatThrownBy(() -> database.execute("begin; select 1 / 0")).isInstanceOf(SQLException.class);
        assertThat(database.rows("select 1")).isEqualTo(List.of(List.of(1L)));
    }

    @Test
    void isAnotherOneWhereNewOnesBeginWithOtherSettings() throws SQLException {
        var name = database.rows("select current_database()").get(0).get(0);
        var path = "alter database \"%s\" %%s search_path".formatted(name);
        database.execute(path.formatted("set") + " = pg_catalog");
        assertThat(database.rows("show search_path")).hasToString("[[pg_catalog]]");
        database.execute(path.formatted("reset"));
        assertThat(database.rows("show search_path")).hasToString("[[\"$user\", public]]");
    }

    @Test
    void isAnotherOneWhereItWasEnded() throws SQLException {
        var first = database.rows(WHO);
        try (var other = database.connect();
                var statement = other.createStatement()) {
            statement.execute("select pg_terminate_backend(%s, 10000)"
                    .formatted(first.get(0).get(0)));
        }
        assertThat(database.rows(WHO)).isNotEqualTo(first);
    }

    /** Nobody may be connected to what is copied. */
    @Test
    void isInNobodysWay() throws SQLException {
        database.execute("create table t (id integer)");
        try (var copy = database.copy()) {
            assertThat(copy.rows("select * from t")).isEmpty();
        }
    }
}
