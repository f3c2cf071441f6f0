package dev.intact.conformance;

import static dev.intact.Operations.CASCADE;
import static dev.intact.Operations.addCheck;
import static dev.intact.Operations.addColumn;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.collapse;
import static dev.intact.Operations.createIndex;
import static dev.intact.Operations.delete;
import static dev.intact.Operations.dropCheck;
import static dev.intact.Operations.dropColumn;
import static dev.intact.Operations.dropForeignKey;
import static dev.intact.Operations.dropIndex;
import static dev.intact.Operations.dropNotNull;
import static dev.intact.Operations.dropUnique;
import static dev.intact.Operations.keepFirst;
import static dev.intact.Operations.pruneOrphans;
import static dev.intact.Operations.rekey;
import static dev.intact.Operations.setNotNull;
import static dev.intact.Operations.setNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.harness.Database;
import dev.intact.harness.migration.CrashTest;
import dev.intact.operation.AddForeignKey;
import dev.intact.operation.Change;
import dev.intact.operation.Collapse;
import dev.intact.operation.Operation;
import dev.intact.operation.Reconcile;
import dev.intact.operation.Rekey;
import dev.intact.operation.Reverse;
import dev.intact.operation.SurrogateKey;
import dev.intact.plan.Phase;
import dev.intact.plan.Step;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Dies before and after every statement, and runs again: the end is that of an undisturbed run, in schema and rows, and
 * nothing is left over.
 */
@Tag("exhaustive")
class FaultConformanceTest {
    private static final String FROM_THE_FIRST_STATEMENT = "a unique key in place of an index";
    private static final AddForeignKey PROJECT =
            addForeignKey("tasks", "project_id").references("projects", "id").onDelete(CASCADE);
    private static final AddForeignKey PART = addForeignKey("parts", "note_id").references("notes", "id");

    private static final String COLLAPSED = "a table that becomes a part of another";
    private static final Collapse COLLAPSE = collapse("state")
            .into("flow")
            .moving("run", "note")
            .reconciling("archived", Reconcile.preferSource())
            .onOrphans(delete());

    private static final Rekey REKEY = rekey("registry")
            .from("slug")
            .toUnique("slug", "stream")
            .withPrimaryKey("id", SurrogateKey.UUID)
            .widening("result", "slug", "item");

    private static final Map<String, Change> CHANGES = new TreeMap<>(Map.ofEntries(
            entry(FROM_THE_FIRST_STATEMENT, addUnique("tasks", "title").replacingIndex("ix_tasks_title")),
            entry(
                    "a unique key after a choice among duplicates",
                    addUnique("tasks", "external_id")
                            .replacingIndex("ix_tasks_external_id")
                            .onDuplicates(keepFirst(asc("id")))
                            .repointReferences()),
            entry(
                    "a unique index over an expression",
                    addUnique("tasks").onExpression("lower(title)").where("project_id > 0")),
            entry("a unique key gone", dropUnique("tasks", "code")),
            entry("indexes", createIndex("tasks", "code", "title"), dropIndex("tasks", "ix_tasks_title")),
            entry(
                    "columns",
                    addColumn("tasks", "more", "integer").notNull().defaultValue("7"),
                    addColumn("tasks", "label", "text").notNull().filledBy("title || '!'"),
                    dropColumn("tasks", "empty")),
            entry("checks", addCheck("tasks", "positive", "code > 0"), dropCheck("codes", "known")),
            entry("not null", setNotNull("tasks", "title"), dropNotNull("tasks", "code")),
            entry(
                    "foreign keys after orphans on three levels are gone",
                    PROJECT.onOrphans(delete()),
                    PART.onOrphans(delete())),
            entry("a foreign key after references are emptied", PART.onOrphans(setNull())),
            entry(
                    "a foreign key of two columns, both or none",
                    addForeignKey("tasks", "project_id", "code")
                            .references("codes", "kind", "id")
                            .withoutIndex()
                            .matchFull()),
            entry(
                    "a foreign key in place of another",
                    addForeignKey("notes", "task_id").references("tasks", "id").replacingExisting()),
            entry("a foreign key gone", dropForeignKey("notes", "task_id")),
            entry(COLLAPSED, COLLAPSE),
            entry("a key that gets wider, and what refers to it", REKEY),
            entry("rows that slipped in gone", pruneOrphans("slips"))));

    /** Whether nothing of what follows is left out: half an hour. */
    private static final boolean ALL = Boolean.getBoolean("intact.faults.all");

    /** On these, it dies before a statement too, though that leaves what dying after the one before it does. */
    private static final Set<Target> BEFORE_TOO = ALL ? EnumSet.allOf(Target.class) : EnumSet.of(Target.SQLITE);

    /** On these, it dies at each fourth statement. */
    private static final Set<Target> OLDER =
            ALL ? EnumSet.noneOf(Target.class) : EnumSet.of(Target.POSTGRES_14, Target.POSTGRES_14_ONLINE);

    /** In phases, they are those of the whole change, which is gone through besides. */
    private static final int IN_PHASES = ALL ? 1 : 3;

    /** How many statements are gone through to the next point: 1 unless a second run only takes samples. */
    private static final int EVERY = Integer.getInteger("intact.faults.every", 1);

    /** The same of statements that only read, which leave the database as it was. */
    private static final int READING = ALL ? 1 : 8;

    private static Map.Entry<String, Change> entry(String name, Operation... operations) {
        return Map.entry(name, Change.of("x", operations));
    }

    private static Database open(Target target) throws SQLException {
        var database = target.open();
        database.execute("""
                create table tasks (id integer primary key, project_id integer, external_id text, title text,
                  code integer not null, empty text);
                create unique index uq_code on tasks (code);
                create index ix_tasks_external_id on tasks (external_id);
                create index ix_tasks_title on tasks (title);
                create table notes (id integer primary key, task_id integer references tasks (id) on delete cascade);
                create table projects (id integer primary key);
                create table codes (id integer primary key, kind integer, unique (kind, id), constraint known check (kind > 0));
                create table parts (id integer primary key, note_id integer);
                create table slips (id integer primary key, task_id integer references tasks (id));
                create table state (id integer %s, run integer not null default 1, note text, archived integer not null);
                create unique index uq_note on state (note);
                create table registry (slug varchar(9) not null primary key, stream varchar(9));
                create table config (id integer primary key, slug varchar(9) references registry (slug) on delete set null);
                create table result (id integer primary key, slug varchar(9) not null references registry (slug), item integer, unique (slug, item));
                insert into registry values ('a', 'north'), ('b', 'south');
                insert into config values (1, 'a'), (2, null);
                insert into result values (1, 'a', 1), (2, 'b', 1), (3, 'b', null);
                create table flow (id integer primary key, archived integer not null, state_id integer not null references state (id));
                insert into state (id, run, note, archived) values (11, 5, 'a', 0), (12, 6, null, 1), (13, 7, 'nobody''s', 0);
                insert into flow values (1, 0, 11), (2, 0, 12);
                insert into projects values (1);
                insert into codes values (1, 1), (2, 1), (3, 2);
                insert into tasks values (1, 1, 'a', 'One', 1, null), (2, 1, 'a', 'Two', 2, null), (3, 2, null, 'Three', 3, null);
                insert into notes values (1, 1), (2, 2), (3, 3);
                insert into parts values (1, 1), (3, 3), (4, 44), (5, null);
                """.formatted(
                        target.isPostgres()
                                ? "generated by default as identity (start 100) primary key"
                                : "primary key autoincrement"));
        database.execute(
                target.isPostgres() ? "set session_replication_role = replica" : "pragma foreign_keys = off",
                "insert into slips values (1, 1), (2, 22)");
        return database;
    }

    /** The way back from the largest changes there are. */
    @ParameterizedTest
    @EnumSource(value = Target.class, mode = EnumSource.Mode.EXCLUDE, names = "SQLITE_REBUILD")
    void whatDiedOnTheWayBackIsFinishedByTheNextRun(Target target) throws SQLException {
        int points = 0;
        for (var operation : List.of(COLLAPSE, REKEY)) {
            points += everyPointOfTheWayBack(target, Change.of("x", operation));
        }
        System.out.printf("%s: died at %d points on the way back%n", target, points);
    }

    private static int everyPointOfTheWayBack(Target target, Change change) throws SQLException {
        try (var database = open(target)) {
            var reverse = target.intact(database.dataSource()).apply(change).reverse();
            return everyPoint(target, "undone", ((Reverse.Reversible) reverse).change(), database);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatDiedIsFinishedByTheNextRun(Target target) throws SQLException {
        int points = 0;
        try (var database = open(target)) {
            for (var change : CHANGES.entrySet()) {
                points += everyPoint(target, change.getKey(), change.getValue(), database);
            }
        }
        System.out.printf("%s: died at %d points of %d changes%n", target, points, CHANGES.size());
    }

    /** Where nothing of the other table comes along but values, SQLite writes each row once, beside the old ones. */
    @Test
    void whatDiedAsRowsWereWrittenAnewIsFinishedByTheNextRun() throws SQLException {
        var change = Change.of(
                "rows written anew",
                collapse("state")
                        .into("flow")
                        .moving("run")
                        .leaving("note")
                        .reconciling("archived", Reconcile.preferSource())
                        .onOrphans(delete()));
        try (var database = open(Target.SQLITE)) {
            assertThat(Target.SQLITE.intact(database.dataSource()).plan(change).steps())
                    .extracting(Step::purpose)
                    .contains("put the new rows in the place of the old");
            System.out.printf(
                    "died at %d points as rows were written anew%n",
                    everyPoint(Target.SQLITE, "written anew", change, database));
        }
    }

    /** Days may lie between the phases, and in each of them something may die. */
    @ParameterizedTest
    @EnumSource(names = {"POSTGRES_14_ONLINE", "POSTGRES_18_ONLINE"})
    void whatDiedInAPhaseIsFinishedByTheNextRun(Target target) throws SQLException {
        int points = 0;
        for (var operation : List.of(COLLAPSE, REKEY)) {
            var change = Change.of("in two phases", operation);
            try (var database = open(target)) {
                points += everyPoint(target, crashing(target, change, Phase.EXPAND, database));
                target.intact(database.dataSource()).apply(change, Phase.EXPAND);
                points += everyPoint(target, crashing(target, change, Phase.CONTRACT, database));
            }
        }
        System.out.printf("%s: died at %d points in phases%n", target, points);
    }

    private static int everyPoint(Target target, String name, Change change, Database from) {
        var test = crashing(target, new Change(name, change.operations()), from);
        return everyPoint(target, name.equals(FROM_THE_FIRST_STATEMENT) ? test : test.fromTheFirstThatWrites());
    }

    private static int everyPoint(Target target, CrashTest test) {
        return (BEFORE_TOO.contains(target) ? test : test.onlyAfter())
                .everyStatement()
                .points();
    }

    private static CrashTest crashing(Target target, Change change, Phase phase, Database from) {
        return crashing(target, change, from)
                .fromTheFirstThatWrites()
                .every(IN_PHASES * every(target))
                .inPhase(phase);
    }

    private static CrashTest crashing(Target target, Change change, Database from) {
        return CrashTest.of(change)
                .on(from)
                .running(target::running)
                .every(every(target))
                .readingEvery(READING);
    }

    private static int every(Target target) {
        return OLDER.contains(target) ? 4 * EVERY : EVERY;
    }
}
