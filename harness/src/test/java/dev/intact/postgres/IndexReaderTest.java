package dev.intact.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Table;
import dev.intact.harness.OnEachServer;
import dev.intact.harness.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What is read of indexes. */
class IndexReaderTest {
    private static Table table(int server, String... scripts) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(scripts);
            return Reading.table(database, "t");
        }
    }

    private static String index(int server, String... scripts) throws SQLException {
        return table(server, scripts).indexes().get(0).toString();
    }

    @OnEachServer
    void columnsInTheirOrder(int server) throws SQLException {
        assertThat(index(server, "create table t (a int, b int); create index i on t (b, a)"))
                .isEqualTo("index (b, a)");
    }

    @OnEachServer
    void uniqueIndexesOfNoConstraint(int server) throws SQLException {
        var table = table(server, "create table t (a int unique, b int); create unique index i on t (b)");
        assertThat(table.indexes()).extracting(Index::name).containsExactly("i");
        assertThat(table.indexes().get(0).unique()).isTrue();
    }

    @OnEachServer
    void expressionsWithoutParentheses(int server) throws SQLException {
        var index = index(
                server,
                "create table t (a int, b text);"
                        + " create index i on t (lower(b), (a + 1), (a is null), coalesce(a, 1), ((a + 1) * (a - 1)))");
        assertThat(index).isEqualTo("index (lower(b), a + 1, a IS NULL, COALESCE(a, 1), (a + 1) * (a - 1))");
    }

    @OnEachServer
    void predicates(int server) throws SQLException {
        assertThat(index(server, "create table t (a int); create index i on t (a) where a > 1 and a < 9"))
                .isEqualTo("index (a) where (a > 1) AND (a < 9)");
    }

    @OnEachServer
    void furtherColumns(int server) throws SQLException {
        assertThat(index(server, "create table t (a int, b int, c int); create index i on t (a) include (c, b)"))
                .isEqualTo("index (a) include (c, b)");
    }

    @OnEachServer
    void directionsAndWhereNullsAre(int server) throws SQLException {
        var index = index(server, """
            create table t (a int, b int, c int, d int);
            create index i on t (a asc nulls last, b desc nulls first, c nulls first, d desc nulls last)
            """);
        assertThat(index).isEqualTo("index (a, b desc, c nulls first, d desc nulls last)");
    }

    @OnEachServer
    void collationsThatAreNotTheColumnsOwn(int server) throws SQLException {
        var index = index(server, """
            create table t (a text, b text collate "C");
            create index i on t (a collate "C", a, b, b collate "POSIX")
            """);
        assertThat(index).isEqualTo("index (a collate C, a, b, b collate POSIX)");
    }

    @OnEachServer
    void collationsThatAreNotTheExpressionsOwn(int server) throws SQLException {
        var index = index(server, """
            create table t (a text, b text collate "C");
            create index i on t (lower(a), lower(a) collate "C", lower(b), (a || b collate "POSIX"), a)
              where lower(b) collate "POSIX" > 'x'
            """);
        assertThat(index)
                .isEqualTo("index (lower(a), lower(a) collate C, lower(b), a || (b COLLATE \"POSIX\"), a)"
                        + " where (lower(b) COLLATE \"POSIX\") > 'x'::text");
    }

    @OnEachServer
    void operatorClassesThatAreNotTheDefault(int server) throws SQLException {
        var index = index(server, """
            create table t (a text, b varchar(9), c int);
            create index i on t (a text_pattern_ops, b varchar_pattern_ops desc, b, c)
            """);
        assertThat(index).isEqualTo("index (a text_pattern_ops, b varchar_pattern_ops desc, b, c)");
    }

    @OnEachServer
    void methodsAndParametersOfOperatorClasses(int server) throws SQLException {
        var index = index(
                server, "create table t (a tsvector); create index i on t using gist (a tsvector_ops (siglen = 100))");
        assertThat(index).isEqualTo("index using gist (a tsvector_ops (siglen=100))");
    }

    @OnEachServer
    void storageParameters(int server) throws SQLException {
        var table = table(
                server,
                "create table t (a int); create index i on t (a) with (fillfactor = 70, deduplicate_items = off)");
        assertThat(table.indexes().get(0).storage()).containsExactly("fillfactor=70", "deduplicate_items=off");
    }

    @Test
    void nullsNotDistinct() throws SQLException {
        assertThat(index(15, "create table t (a int); create unique index i on t (a) nulls not distinct"))
                .isEqualTo("unique index nulls not distinct (a)");
    }

    @OnEachServer
    void comments(int server) throws SQLException {
        assertThat(table(server, "create table t (a int); create index i on t (a); comment on index i is 'why'")
                        .properties())
                .containsEntry(Table.COMMENT_ON_INDEX + "i", "why");
    }

    @OnEachServer
    void aBuildThatFailedIsInvalid(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table t (a int); insert into t values (1), (1)");
            assertThat(catchThrowable(() -> database.execute("create unique index concurrently i on t (a)")))
                    .isInstanceOf(SQLException.class);
            assertThat(Reading.table(database, "t").indexes())
                    .extracting(Index::state)
                    .containsExactly(Index.State.INVALID);
        }
    }

    @OnEachServer
    void aBuildThatWasInterruptedIsInvalidButEnforced(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open();
                var reader = database.connect();
                var builder = database.connect()) {
            database.execute("create table t (a int); insert into t values (1)");
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            reader.createStatement().execute("select * from t");
            builder.createStatement().execute("set statement_timeout = '500ms'");
            assertThat(catchThrowable(
                            () -> builder.createStatement().execute("create unique index concurrently i on t (a)")))
                    .isInstanceOf(SQLException.class);
            reader.rollback();
            assertThat(Reading.table(database, "t").indexes())
                    .extracting(Index::state)
                    .containsExactly(Index.State.INVALID_BUT_ENFORCED);
        }
    }

    @OnEachServer
    void anIndexThatSomePartitionsLackIsNotValid(int server) throws SQLException {
        var table = table(server, """
            create table t (a int) partition by list (a);
            create table t1 partition of t for values in (1);
            create index i on only t (a);
            create index j on t (a)
            """);
        assertThat(table.indexes())
                .extracting(index -> index.name() + " " + index.state())
                .containsExactly("i INVALID", "j VALID");
    }

    @OnEachServer
    void oddNames(int server) throws SQLException {
        var table = table(server, """
            create table t ("a, ""b"" c" int, "Ü" text);
            create index "i; drop table t" on t (("a, ""b"" c" + 1), ("Ü" || ', ("'), "a, ""b"" c")
              where "Ü" <> '{0} ? '' ;'
            """);
        var index = table.indexes().get(0);
        assertThat(index.name()).isEqualTo("i; drop table t");
        assertThat(index.terms())
                .extracting(IndexTerm::toString)
                .containsExactly("\"a, \"\"b\"\" c\" + 1", "\"Ü\" || ', (\"'::text", "a, \"b\" c");
        assertThat(index.predicate()).hasToString("\"Ü\" <> '{0} ? '' ;'::text");
    }
}
