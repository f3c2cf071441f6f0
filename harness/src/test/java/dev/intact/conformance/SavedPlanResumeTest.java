package dev.intact.conformance;

import static dev.intact.Operations.CASCADE;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.createIndex;
import static dev.intact.Operations.delete;
import static dev.intact.Operations.dropColumn;
import static dev.intact.Operations.keepFirst;
import static dev.intact.Operations.setNotNull;
import static dev.intact.Operations.setNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.error.DatabaseException;
import dev.intact.harness.Database;
import dev.intact.harness.Faults;
import dev.intact.harness.Snapshot;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import dev.intact.operation.Operation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Dies after each stage of an online run, and goes on with the very same plan. */
@Tag("exhaustive")
class SavedPlanResumeTest {
    private static Stream<Arguments> changes() {
        return Stream.of(14, 18)
                .flatMap(version -> Stream.<Operation>of(
                                setNotNull("tasks", "title"),
                                dropColumn("tasks", "empty"),
                                dropColumn("tasks", "note"),
                                addUnique("tasks", "external_id").onDuplicates(keepFirst(asc("id"))),
                                addUnique("events", "day", "code"),
                                createIndex("events", "code"),
                                addForeignKey("tasks", "parent_id")
                                        .references("tasks", "id")
                                        .onOrphans(delete()),
                                addForeignKey("steps", "task_id")
                                        .references("tasks", "id")
                                        .onDelete(CASCADE)
                                        .onOrphans(delete()),
                                addForeignKey("events", "task_id").references("tasks", "id"),
                                addForeignKey("events", "task_id")
                                        .references("tasks", "id")
                                        .onOrphans(setNull()))
                        .map(operation -> Arguments.of(version, operation)));
    }

    private static Database open(int version) throws SQLException {
        var database = TestDatabases.postgres(version).open();
        database.execute("""
                create table tasks (id integer primary key, external_id text, title text, empty text, note text default 'none',
                  parent_id integer);
                insert into tasks (id, external_id, title) values (1, 'a', 'One'), (2, 'a', 'Two'), (3, null, 'Three');
                create table steps (id integer primary key, task_id integer);
                insert into steps values (1, 1), (2, 22);
                create table events (day integer not null, code text, task_id integer) partition by range (day);
                create table events_1 partition of events for values from (0) to (10);
                create table events_2 partition of events for values from (10) to (30) partition by range (day);
                create table events_2a partition of events_2 for values from (10) to (20);
                create table events_2b partition of events_2 for values from (20) to (30);
                insert into events values (1, 'a', 1), (11, 'a', 2), (21, null, 3);
                update tasks set parent_id = case id when 2 then 22 else id end;
                """);
        return database;
    }

    @ParameterizedTest
    @MethodSource("changes")
    void goesOnAfterEachStage(int version, Operation operation) throws SQLException {
        try (var begin = open(version)) {
            goesOnAfterEachStage(
                    Change.of("x", createIndex("tasks", "title"), operation, createIndex("tasks", "id", "title")),
                    begin);
        }
    }

    private static void goesOnAfterEachStage(Change change, Database begin) throws SQLException {
        List<String> undisturbed;
        List<Integer> ends;
        try (var database = begin.copy()) {
            var faults = Faults.on(database.dataSource());
            var plan = Intact.using(database.dataSource()).plan(change);
            Intact.using(faults.dataSource()).apply(plan);
            ends = ends(faults.statements());
            undisturbed = Snapshot.schema(database);
            assertThat(Intact.using(database.dataSource()).apply(plan).executed())
                    .isEmpty();
        }
        assertThat(ends).hasSizeGreaterThan(2);
        // Each has a database of its own, so that several can die at a time.
        ends.parallelStream()
                .forEach(end -> assertThat(afterDying(change, begin, end))
                        .as("died after %d", end)
                        .isEqualTo(undisturbed));
    }

    private static List<String> afterDying(Change change, Database begin, int end) {
        try (var database = begin.copy()) {
            var faults = Faults.on(database.dataSource());
            var plan = Intact.using(database.dataSource()).plan(change);
            faults.dieAfter(end).wholeServer();
            assertThatThrownBy(() -> Intact.using(faults.dataSource()).apply(plan))
                    .isInstanceOf(DatabaseException.class);
            Intact.using(database.dataSource()).apply(plan);
            return Snapshot.schema(database);
        }
    }

    /** The numbers of the statements that end a stage. */
    private static List<Integer> ends(List<String> statements) {
        var ends = new ArrayList<Integer>();
        for (int i = 0; i < statements.size(); i++) {
            var sql = statements.get(i);
            if (sql.equals("commit") || sql.contains("concurrently") || sql.contains("validate constraint")) {
                ends.add(i + 1);
            }
        }
        return ends;
    }
}
