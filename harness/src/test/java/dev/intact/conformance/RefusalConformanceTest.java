package dev.intact.conformance;

import static dev.intact.Operations.addColumn;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.createIndex;
import static dev.intact.Operations.dropColumn;
import static dev.intact.Operations.dropIndex;
import static dev.intact.Operations.dropNotNull;
import static dev.intact.Operations.dropUnique;
import static dev.intact.Operations.pruneOrphans;
import static dev.intact.Operations.setNotNull;
import static dev.intact.Operations.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intact.error.DatabaseException;
import dev.intact.error.IntactException;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.NotATableException;
import dev.intact.error.NotPermittedException;
import dev.intact.error.TimeoutException;
import dev.intact.error.UnknownNameException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Snapshot;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import dev.intact.operation.Operation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteDataSource;

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
                setNotNull("tasks", "extrnal_id"),
                dropNotNull("tasks", "extrnal_id"))) {
            var refusal = assertRefused(UnknownNameException.class, () -> apply(operation));
            assertThat(refusal.nearest()).first().isEqualTo("external_id");
        }
        assertThat(apply(dropColumn("tasks", "extrnal_id")).changedAnything()).isFalse();
    }

    @Test
    void refusesAView() {
        execute("create view v as select * from tasks");
        for (var operation : onEachKindOf("v", "external_id")) {
            var refusal = assertRefused(NotATableException.class, () -> apply(operation));
            assertThat(refusal.kind()).contains("view");
        }
    }

    private static List<Operation> onEachKindOf(String table, String column) {
        return List.of(
                addUnique(table, column),
                dropUnique(table, column),
                createIndex(table, column),
                dropIndex(table, "ix"),
                addColumn(table, "more", "integer"),
                dropColumn(table, column),
                setNotNull(table, column),
                dropNotNull(table, column),
                addForeignKey(table, column).references("tasks", "id"),
                pruneOrphans(table));
    }

    @Test
    void refusesWhatIsNoOrdinaryTableOfSqlite() {
        Assumptions.assumeFalse(target.isPostgres());
        execute("create virtual table words using fts5 (word)");
        for (var table : List.of("words", "words_data")) {
            for (var operation : onEachKindOf(table, "word")) {
                assertRefused(NotATableException.class, () -> apply(operation));
            }
        }
        assertRefused(IntactException.class, () -> apply(addUnique("sqlite_schema", "name")));
    }

    @Test
    void refusesWhatIsAttached() throws SQLException {
        Assumptions.assumeFalse(target.isPostgres());
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("attach ':memory:' as other");
            statement.execute("create table other.notes (id integer, external_id text)");
            var intact = target.intact(new OneConnection(connection));
            for (var operation : onEachKindOf("notes", "external_id")) {
                assertThatThrownBy(() -> intact.apply(Change.of("x", operation)))
                        .isInstanceOf(NotATableException.class)
                        .hasMessageContaining("attached");
            }
            assertThatThrownBy(() -> intact.apply(Change.of("x", addUnique(table("other", "notes"), "external_id"))))
                    .isInstanceOf(IntactException.class);
        }
    }

    @Test
    void refusesNoColumnsAndAColumnTwice() {
        assertThatThrownBy(() -> apply(addUnique("tasks"))).isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> apply(createIndex("tasks"))).isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> apply(dropUnique("tasks"))).isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> apply(addForeignKey("tasks").references("tasks")))
                .isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> apply(addUnique("tasks", "title", "title")))
                .isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> apply(dropUnique("tasks", "title", "title")))
                .isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> apply(addForeignKey("tasks", "id", "id").references("tasks", "id", "project_id")))
                .isInstanceOf(InvalidChangeException.class);
    }

    @Test
    void refusesAConnectionThatIsClosed() throws SQLException {
        var connection = database.connect();
        connection.close();
        var intact = target.intact(new OneConnection(connection));
        for (var operation : onEachKindOf("tasks", "external_id")) {
            assertThatThrownBy(() -> intact.apply(Change.of("x", operation)))
                    .isInstanceOfSatisfying(
                            DatabaseException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo("connection"));
        }
    }

    @Test
    void refusesToRunOnlineWhereThereIsOneWriter() {
        Assumptions.assumeFalse(target.isPostgres());
        var online = intact().online();
        var change = Change.of("x", addUnique("tasks", "external_id"));
        var refusal = assertRefused(UnsupportedChangeException.class, () -> online.apply(change));
        assertThat(refusal.wayOut()).contains(".atomic()");
        assertRefused(UnsupportedChangeException.class, () -> online.plan(change));
    }

    @Test
    void refusesAFileThatIsOnlyRead() throws SQLException {
        Assumptions.assumeFalse(target.isPostgres());
        try (var file = TestDatabases.sqliteFile().open()) {
            file.execute("create table tasks (id integer primary key, external_id text)");
            var source = new SQLiteDataSource();
            source.setUrl(file.url().replace("jdbc:sqlite:", "jdbc:sqlite:file:") + "&mode=ro");
            assertThatThrownBy(() -> target.intact(source).apply(Change.of("x", addUnique("tasks", "external_id"))))
                    .isInstanceOfSatisfying(
                            NotPermittedException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo("read-only"));
        }
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
