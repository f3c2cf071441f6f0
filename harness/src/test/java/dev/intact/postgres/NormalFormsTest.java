package dev.intact.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.catalog.Expression;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.error.InvalidChangeException;
import dev.intact.harness.Database;
import dev.intact.harness.OnEachServer;
import dev.intact.harness.TestDatabases;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions are equal when the server means the same by them. */
class NormalFormsTest {
    private static final TableName T = TableName.of("t");

    private static Map<String, String> forms(Database database, String... texts) throws SQLException {
        return Reading.read(database, Scope.of(T, Set.of(texts)))
                .normalForms()
                .getOrDefault(new TableName("public", "t"), Map.of());
    }

    /** An index is made with the text, read back, and compared with the text. */
    private static void equalsWhatIsStored(int server, String table, String predicate) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(table, "create index i on t (a) where " + predicate);
            var catalog = Reading.read(database, Scope.of(T, Set.of(predicate)));
            var stored = catalog.table(T).index("i").orElseThrow().predicate();
            assertThat(catalog.inNormalForm(catalog.table(T).name(), Expression.of(predicate)))
                    .isEqualTo(stored);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b in ('a', 'b')",
                "b='a' or b = 'b'",
                "a > 1 and b is not null",
                "not (a <= 1)",
                "a between 1 and 10",
                "b like 'x%'",
                "b = 'it''s\nfine'",
                "coalesce(c, 0) > 1 + 1",
                "lower(b) = 'x' and (c::text || b) <> 'y'",
                "b <> ', ''intact-0''::text'",
                "c = any ('{1,2}')",
                "a is distinct from c"
            })
    void aPredicateEqualsItsStoredForm(String predicate) throws SQLException {
        for (int server : new int[] {14, 18}) {
            equalsWhatIsStored(server, "create table t (a int, b varchar(20), c int)", predicate);
        }
    }

    @OnEachServer
    void alsoOnAPartitionedTableWithoutPartitions(int server) throws SQLException {
        equalsWhatIsStored(server, "create table t (a int, b text) partition by list (a)", "b in ('x', 'y') and a > 1");
    }

    @OnEachServer
    void alsoOnAPartitionWhereTheConditionIsAlwaysFalse(int server) throws SQLException {
        equalsWhatIsStored(
                server,
                "create table p (a int, b text) partition by list (a); create table t partition of p for values in (1)",
                "a = 2 and b = 'x'");
    }

    @OnEachServer
    void alsoWithGeneratedColumns(int server) throws SQLException {
        equalsWhatIsStored(server, "create table t (a int, b int generated always as (a * 2) stored)", "b in (2, 4)");
    }

    @OnEachServer
    void otherExpressionsDiffer(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table t (a int, b text)");
            var forms = forms(database, "a > 1", "a > 2", "a>1", "b = 'a'", "b = 'A'");
            assertThat(forms.get("a > 1")).isEqualTo(forms.get("a>1")).isNotEqualTo(forms.get("a > 2"));
            assertThat(forms.get("b = 'a'")).isNotEqualTo(forms.get("b = 'A'"));
        }
    }

    @OnEachServer
    void termsOfIndexesKnowTheirNormalForms(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table t (a int, b text); create index i on t (lower(b), (a+1))");
            var catalog = Reading.read(database, Scope.of(T, Set.of("a + 1")));
            var name = catalog.table(T).name();
            assertThat(catalog.table(T).indexes().get(0).terms().get(1))
                    .isEqualTo(IndexTerm.expression(catalog.inNormalForm(name, Expression.of("a + 1"))));
        }
    }

    @OnEachServer
    void whatTheServerCannotMakeSenseOfIsItsOwnNormalForm(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table t (a int)");
            var forms = forms(database, "to_come > 1", "a>1", "not sql at all", "1/0 > a");
            assertThat(forms)
                    .containsEntry("to_come > 1", "to_come > 1")
                    .containsEntry("not sql at all", "not sql at all")
                    .containsEntry("1/0 > a", "1/0 > a")
                    .containsEntry("a>1", "(a > 1)");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a) from t; drop table t; --",
                "a); drop table t",
                "a; drop table t",
                "a -- > 1",
                "a /* > 1",
                "a) + (a",
                "(a",
                "'a",
                "\"a",
                "$$a",
                "$x$ $$ $y$",
                "'\\'; drop table t; --'",
                "1e'\\''; drop table t; --'",
                "(a]",
                "a, a",
                " "
            })
    void moreThanOneExpressionIsRefusedAndNothingRuns(String text) throws SQLException {
        try (var database = TestDatabases.postgres(18).open()) {
            database.execute("create table t (a int)");
            assertThatThrownBy(() -> forms(database, text)).isInstanceOf(InvalidChangeException.class);
            assertThat(Reading.table(database, "t").columnNames()).containsExactly("a");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b = ';'",
                "b = 'it''s; ('",
                "b = E'\\'; ('",
                "E'\\' ; drop table t --'",
                "b = $$; ( '$$",
                "b = $x$ $$ ; ( $x$",
                "\"odd \"\"; (\" = 1",
                "arr[1] > 1",
                "{0} ? 'x'",
                "b = U&'d\\0061t'",
                "a in (1, 2) and array[a, 3] = '{1,2}' and \"odd, name\" = 'x, y'",
                "je'x'"
            })
    void quotesHideWhatIsInThem(String text) {
        assertThat(SqlText.single(text)).isEqualTo(text);
    }

    @OnEachServer
    void questionMarksAndBracesAreNoPlaceholders(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table t (a int, j jsonb)");
            assertThat(forms(database, "j ? '{0}'", "j ?| '{a,b}'"))
                    .containsEntry("j ? '{0}'", "(j ? '{0}'::text)")
                    .containsEntry("j ?| '{a,b}'", "(j ?| '{a,b}'::text[])");
        }
    }

    @OnEachServer
    void nothingIsExecuted(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table t (a int); create sequence s; insert into t values (1), (2)");
            forms(database, "nextval('s') > a");
            assertThat(database.rows("select is_called from s")).hasToString("[[false]]");
        }
    }

    @OnEachServer
    void typesByTheServersNames(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(
                    "create domain positive as int not null check (value > 0); create type mood as enum ('a')");
            var types = Set.of(
                    "varchar(10)", "int", "timestamptz(3)", "numeric( 10 , 2 )", "positive", "mood[]", "no_such");
            var scope = new Scope(new TreeSet<>(), new TreeSet<>(), Map.of(), false, new TreeSet<>(types));
            assertThat(Reading.read(database, scope).types())
                    .containsEntry("varchar(10)", "character varying(10)")
                    .containsEntry("int", "integer")
                    .containsEntry("timestamptz(3)", "timestamp(3) with time zone")
                    .containsEntry("numeric( 10 , 2 )", "numeric(10,2)")
                    .containsEntry("positive", "positive")
                    .containsEntry("mood[]", "mood[]")
                    .containsEntry("no_such", "no_such");
        }
    }
}
