package dev.intact.conformance;

import static dev.intact.Operations.addColumn;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.createIndex;
import static dev.intact.Operations.dropColumn;
import static dev.intact.Operations.dropIndex;
import static dev.intact.Operations.dropNotNull;
import static dev.intact.Operations.dropUnique;
import static dev.intact.Operations.keepFirst;
import static dev.intact.Operations.setNotNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.error.IntactException;
import dev.intact.harness.Faults;
import dev.intact.harness.TestDatabase;
import dev.intact.operation.Change;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Dies before and after every statement, and runs again: the end is that of an undisturbed run, in schema and rows, and
 * nothing is left over.
 */
class FaultConformanceTest {
    private static final Map<String, Change> CHANGES = new TreeMap<>(Map.of(
            "a unique key in place of an index",
                    Change.of("x", addUnique("tasks", "title").replacingIndex("ix_tasks_title")),
            "a unique key after a choice among duplicates",
                    Change.of(
                            "x",
                            addUnique("tasks", "external_id")
                                    .replacingIndex("ix_tasks_external_id")
                                    .onDuplicates(keepFirst(asc("id")))
                                    .repointReferences()),
            "a unique index over an expression",
                    Change.of(
                            "x", addUnique("tasks").onExpression("lower(title)").where("project_id > 0")),
            "a unique key gone", Change.of("x", dropUnique("tasks", "code")),
            "indexes", Change.of("x", createIndex("tasks", "code", "title"), dropIndex("tasks", "ix_tasks_title")),
            "columns",
                    Change.of(
                            "x",
                            addColumn("tasks", "more", "integer").notNull().defaultValue("7"),
                            dropColumn("tasks", "empty")),
            "not null", Change.of("x", setNotNull("tasks", "title"), dropNotNull("tasks", "code"))));

    private static TestDatabase open(Target target) throws SQLException {
        var database = target.open();
        database.execute("""
                create table tasks (id integer primary key, project_id integer, external_id text, title text,
                  code integer not null, empty text);
                create unique index uq_code on tasks (code);
                create index ix_tasks_external_id on tasks (external_id);
                create index ix_tasks_title on tasks (title);
                create table notes (id integer primary key, task_id integer references tasks (id) on delete cascade);
                insert into tasks values (1, 1, 'a', 'One', 1, null), (2, 1, 'a', 'Two', 2, null), (3, 2, null, 'Three', 3, null);
                insert into notes values (1, 1), (2, 2), (3, 3);
                """);
        return database;
    }

    @ParameterizedTest
    @EnumSource(value = Target.class, mode = EnumSource.Mode.EXCLUDE, names = "SQLITE_REBUILD")
    void whatDiedIsFinishedByTheNextRun(Target target) throws SQLException {
        int points = 0;
        for (var change : CHANGES.entrySet()) {
            points += everyPoint(target, change.getKey(), change.getValue());
        }
        System.out.printf("%s: died at %d points of %d changes%n", target, points, CHANGES.size());
    }

    private static int everyPoint(Target target, String name, Change change) throws SQLException {
        List<String> undisturbed;
        int statements;
        try (var database = open(target)) {
            var faults = Faults.on(database.dataSource());
            faults.never();
            target.intact(faults.dataSource()).apply(change);
            statements = faults.statements().size();
            undisturbed = comparable(database);
        }
        for (int n = 1; n <= statements; n++) {
            for (boolean before : new boolean[] {true, false}) {
                assertThat(afterDying(target, change, n, before))
                        .as("%s, died %s statement %d of %d", name, before ? "before" : "after", n, statements)
                        .isEqualTo(undisturbed);
            }
        }
        return 2 * statements;
    }

    private static List<String> afterDying(Target target, Change change, int statement, boolean before)
            throws SQLException {
        try (var database = open(target)) {
            var faults = Faults.on(database.dataSource());
            if (before) {
                faults.dieBefore(statement).wholeServer();
            } else {
                faults.dieAfter(statement).wholeServer();
            }
            try {
                target.intact(faults.dataSource()).apply(change);
            } catch (IntactException e) {
                assertThat(e.code()).as(e.getMessage()).isEqualTo("connection");
            }
            assertThat(faults.struck()).isTrue();
            target.intact(database.dataSource()).apply(change);
            assertThat(target.intact(database.dataSource()).plan(change).steps())
                    .isEmpty();
            return comparable(database);
        }
    }

    /** The time at which a row was moved is no part of the result. */
    private static List<String> comparable(TestDatabase database) {
        return Snapshot.of(database).stream()
                .map(line -> line.replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d[.\\d+]*", "(time)"))
                .toList();
    }
}
