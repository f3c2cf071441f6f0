package dev.intact.conformance;

import static dev.intact.Operations.addColumn;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.createIndex;
import static dev.intact.Operations.dropColumn;
import static dev.intact.Operations.setNotNull;
import static dev.intact.Operations.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intact.error.IntactException;
import dev.intact.error.NotATableException;
import dev.intact.error.NotPermittedException;
import dev.intact.error.TimeoutException;
import dev.intact.error.UnknownNameException;
import dev.intact.harness.Snapshot;
import dev.intact.operation.Change;
import dev.intact.operation.Operation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class RefusalConformanceTest extends Conformance {
    RefusalConformanceTest(Target target) {
        super(target);
    }

    @Test
    void namesTheTableThatIsNotThereAndTheNearest() {
        var refusal = assertRefused(UnknownNameException.class, () -> apply(addUnique("taks", "external_id")));
        assertThat(refusal.nearest()).contains("tasks");
        assertThat(refusal.code()).isEqualTo("unknown-table");
    }

    @Test
    void takesNamesExactly() {
        assertRefused(UnknownNameException.class, () -> apply(addUnique("TASKS", "external_id")));
        assertRefused(UnknownNameException.class, () -> apply(addUnique("tasks", "External_Id")));
        assertRefused(UnknownNameException.class, () -> apply(addUnique("main.tasks", "external_id")));
        assertRefused(UnknownNameException.class, () -> apply(addUnique(table("nowhere", "tasks"), "external_id")));
    }

    @Test
    void namesTheColumnThatIsNotThereAndTheNearest() {
        for (var operation : List.<Operation>of(
                addUnique("tasks", "extrnal_id"),
                createIndex("tasks", "extrnal_id"),
                setNotNull("tasks", "extrnal_id"))) {
            var refusal = assertRefused(UnknownNameException.class, () -> apply(operation));
            assertThat(refusal.nearest()).first().isEqualTo("external_id");
        }
        assertThat(apply(dropColumn("tasks", "extrnal_id")).changedAnything()).isFalse();
    }

    @Test
    void refusesAView() {
        execute("create view v as select * from tasks");
        var refusal = assertRefused(NotATableException.class, () -> apply(addUnique("v", "external_id")));
        assertThat(refusal.kind()).contains("view");
    }

    @Test
    void refusesAnExpressionThatIsNone() {
        for (var text : List.of("nope(title)", "title)", "title); drop table tasks; --", "", "title, note")) {
            assertRefused(IntactException.class, () -> apply(addUnique("tasks").onExpression(text)));
        }
        for (var text : List.of("nope = 1", "true); drop table tasks; --", "1 = 1)")) {
            assertRefused(
                    IntactException.class,
                    () -> apply(addUnique("tasks", "title").where(text)));
        }
    }

    @Test
    void refusesATypeThatIsNone() {
        Assumptions.assumeTrue(target.isPostgres());
        for (var type : List.of("intger", "integer; drop table tasks", "integer)")) {
            assertRefused(IntactException.class, () -> apply(addColumn("tasks", "more", type)));
        }
    }

    @Test
    void refusesWhatIsTemporary() throws SQLException {
        try (var connection = database.connect()) {
            try (var statement = connection.createStatement()) {
                statement.execute("create temporary table tasks (external_id text)");
                statement.execute("create temporary table scratch (a text)");
            }
            for (var table : List.of("tasks", "scratch")) {
                assertThatThrownBy(() -> target.intact(new OneConnection(connection))
                                .plan(Change.of("x", addUnique(table, "external_id"))))
                        .isInstanceOf(NotATableException.class);
            }
        }
    }

    @Test
    void givesUpOnALockThatIsNeverFreeAndLeavesNothing() throws SQLException {
        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute(
                        target.isPostgres() ? "lock table tasks" : "insert into tasks (id, project_id) values (70, 1)");
            }
            var impatient = intact().lockTimeout(Duration.ofMillis(50)).lockAttempts(2);
            var refusal = catchThrowableOfType(
                    TimeoutException.class, () -> impatient.apply(Change.of("x", addUnique("tasks", "external_id"))));
            assertThat(refusal.code()).isEqualTo("lock-timeout");
            assertThat(refusal.facts()).isNotEmpty();
            connection.rollback();
        }
        assertThat(intact().apply(Change.of("x", addUnique("tasks", "external_id")))
                        .changedAnything())
                .isTrue();
    }

    @Test
    void endsAStatementThatRunsTooLong() {
        execute("""
                insert into tasks (id, project_id)
                with recursive numbers (n) as (select 100 union all select n + 1 from numbers where n < 200000)
                select n, n from numbers
                """);
        var before = Snapshot.schema(database);
        var hasty = intact().lockTimeout(Duration.ofMillis(1)).statementTimeout(Duration.ofMillis(3));
        assertThatThrownBy(() -> hasty.apply(Change.of("x", addUnique("tasks", "project_id", "id", "title"))))
                .isInstanceOfSatisfying(
                        TimeoutException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("statement-timeout"));
        assertThat(Snapshot.schema(database)).isEqualTo(before);
    }

    @Test
    void refusesARoleThatDoesNotOwnTheTable() {
        Assumptions.assumeTrue(target.isPostgres());
        var role = "guest_" + System.nanoTime();
        execute("create role " + role + " login", "grant all on tasks to " + role);
        try {
            var guest = target.intact(database.dataSourceAs(role));
            var refusal = assertRefused(
                    NotPermittedException.class, () -> guest.apply(Change.of("x", addUnique("tasks", "external_id"))));
            assertThat(refusal.code()).isEqualTo("not-owner");
        } finally {
            execute("drop owned by " + role, "drop role " + role);
        }
    }

    @Test
    void refusesADatabaseThatTakesNoWrites() throws SQLException {
        try (var connection = database.connect()) {
            try (var statement = connection.createStatement()) {
                statement.execute(
                        target.isPostgres() ? "set default_transaction_read_only = on" : "pragma query_only = on");
            }
            var intact = target.intact(new OneConnection(connection));
            var change = Change.of("x", addUnique("tasks", "external_id"));
            assertThat(intact.plan(change).steps()).isNotEmpty();
            var refusal = assertRefused(NotPermittedException.class, () -> intact.apply(change));
            assertThat(refusal.code()).isEqualTo("read-only");
        }
    }

    @Test
    void saysWhatItRefusesInAlignedFacts() {
        insertDuplicates();
        var refusal = assertRefused(IntactException.class, () -> apply(addUnique("tasks", "external_id")));
        assertThat(refusal.getMessage())
                .startsWith("tasks (external_id) is not unique: nothing was changed\n\nrule      unique (external_id)")
                .contains("found     2 values on 5 rows\nsample    external_id = 'a'   3 rows   id 1, 6, 7\n")
                .contains("\n          external_id = 'b'   2 rows   id 2, 8\n")
                .contains("remedy");
    }
}
