package dev.intact.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.catalog.Dependent;
import dev.intact.catalog.Table;
import dev.intact.harness.OnEachServer;
import dev.intact.harness.TestDatabases;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read of those who use a table or fire on it. */
class DependentReaderTest {
    private static final String FUNCTION =
            "create function f() returns trigger language plpgsql as $$begin return new; end$$;";

    private static Table table(int server, String... scripts) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(scripts);
            return Reading.table(database, "t");
        }
    }

    private static Dependent only(Table table) {
        assertThat(table.dependents()).hasSize(1);
        return table.dependents().get(0);
    }

    @OnEachServer
    void triggersWithTheirColumns(int server) throws SQLException {
        var trigger = only(table(server, "create table t (a int, b int, c int);", FUNCTION, """
            create trigger "T 1" before update of a on t for each row when (old.b > 1) execute function f()
            """));
        assertThat(trigger).hasToString("trigger T 1 on public.t");
        assertThat(trigger.columns()).containsExactly("a", "b");
        assertThat(trigger.definition())
                .isEqualTo("CREATE TRIGGER \"T 1\" BEFORE UPDATE OF a ON public.t FOR EACH ROW WHEN ((old.b > 1))"
                        + " EXECUTE FUNCTION f()");
    }

    /** Whether there is such a column or not: it may come. */
    @OnEachServer
    void columnsThatTheFunctionOfATriggerNamesInItsRowsOrIsGiven(int server) throws SQLException {
        var trigger = only(table(
                server,
                "create table t (a int, \"B \"\" c\" int, d int);",
                """
            create function g() returns trigger language plpgsql as $$
            begin
              perform to_jsonb(new.*);
              if (new).größe > 0 and NEW.A > 0 and old . "B "" c" < 0 then new.later := anew.d + d; end if;
              return new;
            end $$;
            """,
                "create trigger x before update on t for each row execute function g('d', 'it''s grün')"));
        assertThat(trigger.columns()).containsExactly("B \" c", "a", "d", "größe", "it's grün", "later");
    }

    @OnEachServer
    void functionsOfTriggersThatInsertTheirRowAsItIs(int server) throws SQLException {
        var function = """
            create function g() returns trigger language plpgsql as $$
            begin
              insert into log %s;
              return new;
            end $$;
            """;
        for (var whole : List.of("select 'U', now(), new.*", "values (old.*)", "select (new).*", "select new . *")) {
            assertThat(only(table(server, "create table t (a int);", function.formatted(whole), TRIGGER_G))
                            .columns())
                    .as(whole)
                    .contains("*");
        }
        for (var other : List.of("values (to_jsonb(new.*))", "select new.a", "values (row_to_json(row(new.*)))")) {
            assertThat(only(table(server, "create table t (a int);", function.formatted(other), TRIGGER_G))
                            .columns())
                    .as(other)
                    .doesNotContain("*");
        }
    }

    private static final String TRIGGER_G = "create trigger x before update on t for each row execute function g()";

    @OnEachServer
    void triggersThatAreDisabledOrFireAlways(int server) throws SQLException {
        var table = table(server, "create table t (a int);", FUNCTION, """
            create trigger x before insert on t for each row execute function f();
            create trigger y before insert on t for each row execute function f();
            create trigger z before insert on t for each row execute function f();
            alter table t disable trigger x;
            alter table t enable always trigger y;
            alter table t enable replica trigger z
            """);
        assertThat(table.dependents())
                .extracting(each -> each.definition().replaceAll("[^\\[]*(\\[.*])", each.name() + " $1"))
                .containsExactly("x [disabled]", "y [enabled always]", "z [enabled on replicas]");
    }

    @OnEachServer
    void constraintTriggersButNotThoseOfKeys(int server) throws SQLException {
        var table = table(
                server,
                "create table p (x int primary key);"
                        + " create table t (a int references p, b int unique deferrable initially deferred);",
                FUNCTION,
                "create constraint trigger x after insert on t deferrable for each row execute function f()");
        assertThat(only(table)).hasToString("trigger x on public.t");
    }

    @OnEachServer
    void theTriggersOfAPartitionAreItsParents(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(
                    "create table t (a int) partition by list (a); create table t1 partition of t for values in (1);",
                    FUNCTION,
                    "create trigger x after insert on t for each row execute function f()");
            assertThat(Reading.table(database, "t").dependents()).hasSize(1);
            assertThat(Reading.table(database, "t1").dependents()).isEmpty();
        }
    }

    @OnEachServer
    void viewsWithTheColumnsThatTheyUse(int server) throws SQLException {
        var view = only(
                table(server, "create table t (a int, b int, c int); create view v as select a from t where b > 1"));
        assertThat(view).hasToString("view public.v");
        assertThat(view.columns()).containsExactly("a", "b");
        assertThat(view.definition()).startsWith(" SELECT ").endsWith("b > 1);");
    }

    @OnEachServer
    void materializedViews(int server) throws SQLException {
        var view = only(table(server, "create table t (a int); create materialized view v as select a from t"));
        assertThat(view).hasToString("materialized view public.v");
        assertThat(view.columns()).containsExactly("a");
    }

    @OnEachServer
    void rules(int server) throws SQLException {
        var rule = only(table(
                server,
                "create table t (a int, b int); create rule r as on delete to t where old.b = 1 do instead nothing"));
        assertThat(rule).hasToString("rule r on public.t");
        assertThat(rule.columns()).containsExactly("b");
    }

    @OnEachServer
    void policies(int server) throws SQLException {
        var policy = only(table(
                server, "create table t (a int, b int); create policy p on t for select to public using (a > 1)"));
        assertThat(policy).hasToString("policy p on public.t");
        assertThat(policy.columns()).containsExactly("a");
        assertThat(policy.definition()).isEqualTo("permissive on t for select to public using ((a > 1))");
    }

    @OnEachServer
    void extendedStatistics(int server) throws SQLException {
        var statistics =
                only(table(server, "create table t (a int, b int, c int); create statistics s on a, b from t"));
        assertThat(statistics).hasToString("statistics public.s");
        assertThat(statistics.columns()).containsExactly("a", "b");
    }

    @OnEachServer
    void publicationsOfTheTable(int server) throws SQLException {
        var publication = only(table(server, "create table t (a int primary key); create publication p for table t"));
        assertThat(publication).hasToString("publication p");
        assertThat(publication.definition()).isEqualTo("publishes insert update delete truncate");
    }

    @Test
    void publicationsOfSomeColumnsAndRows() throws SQLException {
        var publication = only(table(
                18,
                "create table t (a int primary key, b int, c int);"
                        + " create publication p for table t (a, b) where (a > 1) with (publish = 'insert')"));
        assertThat(publication.definition()).isEqualTo("publishes insert columns a, b where (a > 1)");
        assertThat(publication.columns()).contains("a", "b");
    }

    @OnEachServer
    void publicationsOfAllTablesAreAProperty(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table t (a int); create publication everything for all tables");
            var table = Reading.table(database, "t");
            assertThat(table.properties()).containsEntry("published with all tables by", "everything");
            assertThat(table.dependents()).isEmpty();
        }
    }

    @Test
    void publicationsOfTheSchemaAreAProperty() throws SQLException {
        assertThat(table(18, "create table t (a int); create publication p for tables in schema public")
                        .properties())
                .containsEntry("published with its schema by", "p");
    }

    @OnEachServer
    void functionsWithParsedBodies(int server) throws SQLException {
        var function = only(table(
                server,
                """
                create table t (a int, b int);
                create function f(x int) returns bigint language sql begin atomic select count(a) from t where a = x; end
                """,
                "create"
                        + " function"
                        + " g() returns"
                        + " bigint"
                        + " language"
                        + " sql as"
                        + " 'select"
                        + " count(b)"
                        + " from"
                        + " t'"));
        assertThat(function).hasToString("function public.f(x integer)");
        assertThat(function.columns()).containsExactly("a");
    }

    @OnEachServer
    void oddNames(int server) throws SQLException {
        var view = only(table(server, """
            create schema "S 1";
            create table t ("a'b" int, "c""d" int);
            create view "S 1"."v; --" as select "a'b" from t
            """));
        assertThat(view).hasToString("view S 1.v; --");
        assertThat(view.columns()).containsExactly("a'b");
    }
}
