package dev.intact.plan;

import static dev.intact.Operations.addUnique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Server;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.operation.Change;
import dev.intact.operation.Reverse;
import dev.intact.operation.Undo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final TableName TASKS = new TableName("public", "tasks");
    private static final Change CHANGE = Change.of("unique\n--tasks", addUnique("tasks", "a"));
    private static final Catalog CATALOG = new Catalog(
            new Server("Test", "1", 63, Set.of()),
            List.of("public"),
            new TreeMap<>(Map.of(TASKS, Table.of(TASKS, List.of(Column.of("a", "text"))))),
            Map.of(),
            Map.of());

    private static Plan plan(Mode mode) {
        return plan(
                mode,
                "alter table \"public\".\"tasks\" add constraint \"uq_tasks_a\" unique using index \"uq_tasks_a\"");
    }

    private static Plan plan(Mode mode, String sql) {
        var build = new Step.Statement(
                "create unique index concurrently \"uq_tasks_a\" on \"public\".\"tasks\" (\"a\")",
                "build the index beside the writers",
                List.of(new Lock(Lock.Mode.SHARE_UPDATE_EXCLUSIVE, TASKS)),
                Step.Patience.UNLIMITED);
        var swap = new Step.Statement(sql, "make it a constraint", new Lock(Lock.Mode.ACCESS_EXCLUSIVE, TASKS));
        var operation = addUnique("tasks", "a");
        return new Plan(
                CHANGE,
                mode,
                CATALOG,
                List.of(),
                List.of(
                        new Stage(operation, Phase.EXPAND, false, List.of(build), CATALOG, CATALOG),
                        new Stage(operation, Phase.EXPAND, true, List.of(swap), CATALOG, CATALOG)
                                .warning(List.of("mind this"))),
                List.of(),
                List.of(),
                List.of(),
                Reverse.of("unique", Undo.impossible("for a reason")));
    }

    @Test
    void printsAsATable() {
        assertThat(plan(Mode.ONLINE).toString()).isEqualTo("""
                        unique --tasks: 2 steps, online, on Test 1

                        #  phase   transaction  lock                          statement                                                        purpose
                        1  expand  none         share update exclusive tasks  create unique index concurrently "uq_tasks_a" on                 build the index beside the writers
                                                                              "public"."tasks" ("a")
                        2  expand  1            access exclusive tasks        alter table "public"."tasks" add constraint "uq_tasks_a" unique  make it a constraint
                                                                              using index "uq_tasks_a"

                        warning     mind this
                        no reverse  for a reason
                        """);
    }

    @Test
    void aLongLiteralIsPrintedWholeAndMovesNoOtherLine() {
        var literal = "'%s'".formatted("a b ".repeat(50));
        var table = plan(Mode.ONLINE, "select " + literal).toString();
        assertThat(table).contains(literal);
        assertThat(table.lines().filter(line -> line.startsWith("#") || line.startsWith("1")))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(180));
    }

    @Test
    void printsAsAScript() {
        assertThat(plan(Mode.ONLINE).sql()).isEqualTo("""
                        -- unique --tasks (Test 1)
                        -- warning: mind this
                        -- 1. build the index beside the writers
                        create unique index concurrently "uq_tasks_a" on "public"."tasks" ("a");
                        begin;
                        -- 2. make it a constraint
                        alter table "public"."tasks" add constraint "uq_tasks_a" unique using index "uq_tasks_a";
                        commit;
                        """);
    }

    @Test
    void printsOneTransactionWhenItIsAtomic() {
        assertThat(plan(Mode.ATOMIC).sql()).containsOnlyOnce("begin;").containsOnlyOnce("commit;");
    }

    @Test
    void knowsTheSchemaAfterEachStage() {
        assertThat(plan(Mode.ONLINE).catalogs()).hasSize(3);
        assertThat(plan(Mode.ONLINE).warnings()).containsExactly("mind this");
    }
}
