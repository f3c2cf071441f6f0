package dev.intact.conformance;

import static dev.intact.Operations.CASCADE;
import static dev.intact.Operations.NO_ACTION;
import static dev.intact.Operations.RESTRICT;
import static dev.intact.Operations.SET_DEFAULT;
import static dev.intact.Operations.SET_NULL;
import static dev.intact.Operations.addCheck;
import static dev.intact.Operations.addColumn;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.delete;
import static dev.intact.Operations.dropColumn;
import static dev.intact.Operations.dropForeignKey;
import static dev.intact.Operations.dropNotNull;
import static dev.intact.Operations.refuse;
import static dev.intact.Operations.setNotNull;
import static dev.intact.Operations.setNull;
import static dev.intact.Operations.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.check.Violation;
import dev.intact.check.ViolationsException;
import dev.intact.error.DifferentShapeException;
import dev.intact.error.IntactException;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnknownNameException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Snapshot;
import dev.intact.operation.AddForeignKey;
import dev.intact.operation.Change;
import dev.intact.operation.Operation;
import dev.intact.operation.Reverse;
import dev.intact.plan.Step;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForeignKeyConformanceTest extends Conformance {
    private static final AddForeignKey PROJECT =
            addForeignKey("tasks", "project_id").references("projects", "id").onDelete(CASCADE);
    private static final AddForeignKey STEP =
            addForeignKey("steps", "task_id").references("tasks", "id").onDelete(CASCADE);
    private static final String AN_ORPHAN = "insert into tasks (id, project_id) values (99, 77)";

    ForeignKeyConformanceTest(Target target) {
        super(target);
    }

    /** Tasks 1 and 2 are of project 1, tasks 3 to 5 of project 2; each step is of the task of its number. */
    @BeforeEach
    void createNeighbours() {
        execute("""
                create table projects (id integer primary key, owner integer, name text);
                insert into projects values (1, 10, 'p1'), (2, 20, 'p2');
                create table steps (id integer primary key, task_id integer, note text);
                insert into steps values (1, 1, 's1'), (2, 2, 's2'), (3, 3, 's3'), (4, null, 'of none');
                """);
    }

    private void insertOrphans() {
        execute("insert into tasks (id, project_id, title) values (6, 77, 'o1'), (7, 77, 'o2'), (8, 78, 'o3')");
    }

    private void insertOrphansOnThreeLevels() {
        insertOrphans();
        execute("insert into steps values (6, 6, 'below an orphan'), (7, 66, 'an orphan itself')");
    }

    // ---- what it is for

    @Test
    void enforcesWhatWasOnlyAHabit() {
        assertAcceptedByDatabase(AN_ORPHAN);
        execute("delete from tasks where id = 99");
        var before = Snapshot.rows(database);

        var report = apply(PROJECT);

        assertThat(report.verified()).isNotEmpty();
        assertThat(Snapshot.rows(database)).isEqualTo(before);
        assertRefusedByDatabase(AN_ORPHAN);
        execute("delete from projects where id = 2");
        assertThat(rows("select id from tasks order by id")).isEqualTo(List.of(List.of(1L), List.of(2L)));
    }

    @Test
    void doesNothingTheSecondTime() {
        apply(PROJECT);
        assertConverged(PROJECT);
    }

    @Test
    void runsJustTheStepsOfItsPlan() {
        var change = Change.of("x", PROJECT, STEP);
        var planned = statements(intact().plan(change).steps());
        assertThat(statements(intact().apply(change).executed())).isEqualTo(planned);
    }

    @Test
    void runsJustThePlanThatWasMadeBefore() {
        var plan = intact().plan(Change.of("x", PROJECT, STEP));
        assertThat(intact().apply(plan).executed()).isEqualTo(plan.steps());
        assertRefusedByDatabase(AN_ORPHAN);
    }

    /** SQLite's next schema version is drawn by lot each time. */
    private static List<String> statements(List<Step> steps) {
        return steps.stream()
                .map(step -> step.sql().replaceAll("schema_version = \\d+", "schema_version = …"))
                .toList();
    }

    @Test
    void takesSeveralKeysBackInReverseOrder() {
        var before = Snapshot.of(database);
        var report = apply(PROJECT, STEP);
        assertThat(((Reverse.Reversible) report.reverse()).change().operations().get(0))
                .asString()
                .startsWith("dropForeignKey(\"steps\"");
        assertReverses(report, before);
    }

    @Test
    void aReverseSurvivesAsText() {
        var before = Snapshot.of(database);
        var text = ((Reverse.Reversible) apply(PROJECT).reverse()).change().text();
        intact().apply(Change.parse(text));
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    // ---- orphans

    @Test
    void listsEveryOrphanWithItsKeyAndChangesNothing() {
        insertOrphans();
        var refusal = refused(PROJECT.onOrphans(refuse()));

        assertThat(refusal.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.code()).isEqualTo("orphan");
            assertThat(violation.groups()).isEqualTo(2);
            assertThat(violation.rows()).isEqualTo(3);
            assertThat(violation.samples())
                    .containsExactly(
                            new Violation.Sample("project_id = 77", 2, List.of("6", "7"), "id"),
                            new Violation.Sample("project_id = 78", 1, List.of("8"), "id"));
            assertThat(rows(violation.findAll())).hasSize(3);
        });
        assertThat(intact().plan(Change.of("x", PROJECT)).violations()).isEqualTo(refusal.violations());
    }

    private ViolationsException refused(Operation... operations) {
        return assertRefused(ViolationsException.class, () -> apply(operations));
    }

    @Test
    void listsTheOrphansOfAllKeysAtOnce() {
        insertOrphansOnThreeLevels();
        assertThat(refused(PROJECT, STEP).violations())
                .extracting(violation -> violation.table().name())
                .containsExactly("tasks", "steps");
    }

    @Test
    void movesOrphansWholeIntoQuarantine() {
        insertOrphans();
        var report = apply(PROJECT.onOrphans(delete()));

        assertThat(rows("select id from tasks order by id")).hasSize(5);
        assertThat(rows("select id, project_id, title, note from intact_quarantine_tasks order by id"))
                .isEqualTo(List.of(
                        List.of(6L, 77L, "o1", "none"),
                        List.of(7L, 77L, "o2", "none"),
                        List.of(8L, 78L, "o3", "none")));
        assertThat(rows("select distinct intact_reason from intact_quarantine_tasks"))
                .isEqualTo(List.of(List.of("(project_id) is in projects (id)")));
        assertThat(report.plan().resolved())
                .singleElement()
                .satisfies(each -> assertThat(each.rows()).isEqualTo(3));
        assertRefusedByDatabase(AN_ORPHAN);
        assertConverged(PROJECT.onOrphans(delete()));
    }

    @Test
    void movesNothingWhereThereIsNoOrphan() {
        apply(PROJECT.onOrphans(delete()));
        assertThatThrownBy(() -> database.rows("select * from intact_quarantine_tasks"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void orphansOfOrphansGoTooInWhateverOrderTheKeysAreSaid() {
        insertOrphansOnThreeLevels();
        apply(PROJECT.onOrphans(delete()), STEP.onOrphans(delete()));
        assertThreeLevelsWereMended();
    }

    @Test
    void orphansOfOrphansGoTooWithTheLowestKeySaidFirst() {
        insertOrphansOnThreeLevels();
        apply(STEP.onOrphans(delete()), PROJECT.onOrphans(delete()));
        assertThreeLevelsWereMended();
    }

    private void assertThreeLevelsWereMended() {
        assertThat(rows("select id from steps order by id")).hasSize(4);
        assertThat(rows("select id from intact_quarantine_steps order by id"))
                .isEqualTo(List.of(List.of(6L), List.of(7L)));
        assertThat(rows("select id from intact_quarantine_tasks order by id")).hasSize(3);
    }

    @Test
    void rowsThatACascadeWouldTakeAlongAreKeptAsWell() {
        apply(STEP);
        insertOrphans();
        execute("insert into steps values (6, 6, 'below an orphan')");
        apply(PROJECT.onOrphans(delete()));
        assertThat(rows("select id, note from intact_quarantine_steps"))
                .isEqualTo(List.of(List.of(6L, "below an orphan")));
        assertThat(rows("select id from steps order by id")).hasSize(4);
    }

    @Test
    void rowsThatOthersPointAtStay() {
        apply(addForeignKey("steps", "task_id").references("tasks", "id"));
        insertOrphans();
        execute("insert into steps values (6, 6, 'below an orphan')");
        var refusal = refused(PROJECT.onOrphans(delete()));
        assertThat(refusal.violations()).extracting(Violation::code).containsExactly("referenced-row");
        assertThat(refusal.getMessage()).contains("steps");
    }

    @Test
    void inATreeOnlyTheOrphansReferenceIsEmptied() {
        execute("""
                create table nodes (id integer primary key, parent_id integer);
                insert into nodes values (1, null), (2, 1), (3, 99), (4, 3), (5, 4);
                """);
        apply(addForeignKey("nodes", "parent_id").references("nodes", "id").onOrphans(setNull()));
        assertThat(rows("select id from nodes where parent_id is null order by id"))
                .isEqualTo(List.of(List.of(1L), List.of(3L)));
        assertThat(rows("select id, parent_id from intact_quarantine_nodes")).isEqualTo(List.of(List.of(3L, 99L)));
    }

    @Test
    void emptiesReferencesToNothingAndKeepsTheRowsAsTheyWere() {
        execute("insert into steps values (6, 66, 'an orphan')");
        var key = STEP.onOrphans(setNull());
        apply(key);
        assertThat(rows("select id, task_id, note from steps where id = 6"))
                .isEqualTo(List.of(Arrays.asList(6L, null, "an orphan")));
        assertThat(rows("select id, task_id, note from intact_quarantine_steps"))
                .isEqualTo(List.of(List.of(6L, 66L, "an orphan")));
        assertConverged(key);
    }

    @Test
    void doesNotEmptyWhatMayNotBeNull() {
        insertOrphans();
        assertRefused(UnsupportedChangeException.class, () -> apply(PROJECT.onOrphans(setNull())));
    }

    @Test
    void doesNotEmptyWhatIsGenerated() {
        createGenerated();
        var key = addForeignKey("doubles", "twice").references("projects", "id");
        assertRefused(UnsupportedChangeException.class, () -> apply(key.onOrphans(setNull())));
        assertRefused(
                UnsupportedChangeException.class,
                () -> apply(key.onDelete(SET_NULL).onOrphans(delete())));
        assertRefused(
                UnsupportedChangeException.class,
                () -> apply(key.onUpdate(CASCADE).onOrphans(delete())));
    }

    @Test
    void keepsGeneratedValuesOfRowsThatGo() {
        createGenerated();
        var key = addForeignKey("doubles", "twice").references("projects", "id").onOrphans(delete());
        apply(key);
        assertThat(rows("select id, half, twice from intact_quarantine_doubles"))
                .isEqualTo(List.of(List.of(2L, 77L, 154L)));
        assertConverged(key);
    }

    private void createGenerated() {
        execute("""
                create table doubles (
                  id integer primary key, half integer, twice integer generated always as (half * 2) stored);
                insert into doubles (id, half) values (1, 1), (2, 77);
                """);
    }

    @Test
    void doesNotEmptyInPartWhatMustBeNullTogether() {
        createCompositeKey();
        execute("delete from visits where owner is null");
        apply(setNotNull("visits", "owner"));
        execute("insert into visits values (4, 30, 3)");
        var key = addForeignKey("visits", "owner", "project")
                .references("projects", "owner", "id")
                .onOrphans(setNull());
        assertRefused(UnsupportedChangeException.class, () -> apply(key.matchFull()));
        apply(key);
        assertThat(rows("select owner, project from visits where id = 4")).isEqualTo(List.of(Arrays.asList(30L, null)));
    }

    @Test
    void aTriggerThatKeepsRowsMakesTheChangeFailAndLosesNone() {
        insertOrphans();
        execute(
                target.isPostgres()
                        ? """
                        create function keep() returns trigger language plpgsql as 'begin return null; end';
                        create trigger keep before delete on tasks for each row execute function keep();
                        """
                        : "create trigger keep before delete on tasks begin select raise(ignore); end");
        var change = Change.of("x", PROJECT.onOrphans(delete()));
        if (target == Target.SQLITE_REBUILD) {
            // Foreign keys do not act then, and what the trigger does may need them.
            assertRefused(UnsupportedChangeException.class, () -> intact().plan(change));
        } else {
            assertThat(intact().plan(change).warnings()).anyMatch(text -> text.contains("keep"));
        }
        assertThatThrownBy(() -> intact().apply(change)).isInstanceOf(IntactException.class);
        assertThat(rows("select id from tasks")).hasSize(8);
    }

    @Test
    void deletesATreeOfOrphansWhoseColumnsAreSortedOtherwise() {
        Assumptions.assumeTrue(target.isPostgres(), "SQLite's foreign keys compare by one collation");
        execute(
                "create table named (id text primary key, parent_id text collate \"C\")",
                "insert into named values ('a', null), ('b', 'a'), ('x', 'gone'), ('y', 'x'), ('z', 'y')");
        apply(addForeignKey("named", "parent_id").references("named", "id").onOrphans(delete()));
        assertThat(rows("select id from named order by id")).hasToString("[[a], [b]]");
    }

    @Test
    void aTreeOfRowsGoesFromTheOrphanDownwards() {
        execute("""
                create table nodes (id integer primary key, parent_id integer);
                insert into nodes values (1, null), (2, 1), (3, 99), (4, 3), (5, 4), (6, 2);
                """);
        var tree = addForeignKey("nodes", "parent_id").references("nodes", "id");
        assertThat(refused(tree).violations().get(0).rows()).isEqualTo(1);
        apply(tree.onOrphans(delete()));
        assertThat(rows("select id from nodes order by id")).isEqualTo(List.of(List.of(1L), List.of(2L), List.of(6L)));
        assertThat(rows("select id from intact_quarantine_nodes order by id"))
                .isEqualTo(List.of(List.of(3L), List.of(4L), List.of(5L)));
        assertRefusedByDatabase("insert into nodes values (7, 98)");
    }

    // ---- composite keys

    @Test
    void joinsSeveralColumns() {
        createCompositeKey();
        var key = addForeignKey("visits", "owner", "project").references("projects", "owner", "id");
        apply(key);
        assertRefusedByDatabase("insert into visits values (9, 10, 2)");
        assertAcceptedByDatabase("insert into visits values (9, 10, 1)");
        assertConverged(key);
        assertConverged(addForeignKey("visits", "project", "owner").references("projects", "id", "owner"));
    }

    private void createCompositeKey() {
        execute("""
                create unique index ux_projects on projects (id, owner);
                create table visits (id integer primary key, owner integer, project integer);
                insert into visits values (1, 10, 1), (2, 20, 2), (3, null, null);
                """);
    }

    @Test
    void tellsOfReferencesThatAreNullInPart() {
        createCompositeKey();
        execute("insert into visits values (4, 30, null)");
        var key = addForeignKey("visits", "owner", "project").references("projects", "owner", "id");
        var report = apply(key);
        assertThat(report.plan().noted()).singleElement().satisfies(note -> {
            assertThat(note.code()).isEqualTo("half-null-reference");
            assertThat(note.rows()).isEqualTo(1);
        });
        assertThat(report.plan().toString()).contains("half-null-reference");
    }

    @Test
    void refusesReferencesThatAreNullInPartWhereAsked() {
        createCompositeKey();
        execute("insert into visits values (4, 30, null)");
        var key = addForeignKey("visits", "owner", "project")
                .references("projects", "owner", "id")
                .matchFull();
        assertThat(refused(key).violations()).extracting(Violation::rows).containsExactly(1L);
        execute("delete from visits where id = 4");
        var before = Snapshot.of(database);
        var report = apply(key);
        assertRefusedByDatabase("insert into visits values (4, 30, null)");
        assertAcceptedByDatabase("insert into visits values (4, null, null)");
        assertConverged(key);
        execute("delete from visits where id = 4");
        assertReverses(report, before);
    }

    // ---- what it points at

    @Test
    void needsAUniqueKeyAndNamesTheWayToOne() {
        var key = addForeignKey("tasks", "project_id").references("projects", "owner");
        var refusal = assertRefused(UnsupportedChangeException.class, () -> apply(key));
        assertThat(refusal.wayOut()).contains("addUnique(\"projects\", \"owner\")");
        execute("update tasks set project_id = project_id * 10");
        apply(addUnique("projects", "owner"), key);
        assertRefusedByDatabase(AN_ORPHAN);
    }

    @Test
    void aPartialUniqueIndexIsNoTarget() {
        execute("create unique index ux_owner on projects (owner) where owner > 0");
        assertRefused(
                UnsupportedChangeException.class,
                () -> apply(addForeignKey("tasks", "project_id").references("projects", "owner")));
    }

    @Test
    void aUniqueIndexOverAnExpressionIsNoTarget() {
        execute("create unique index ux_owner on projects (abs(owner))");
        var key = addForeignKey("tasks", "project_id").references("projects", "owner");
        var refusal = assertRefused(UnsupportedChangeException.class, () -> apply(key));
        assertThat(refusal.wayOut()).contains("addUnique(\"projects\", \"owner\")");
    }

    @Test
    void anIndexThatIsSortedDownwardsIsATarget() {
        execute("create unique index ux_owner on projects (owner desc)");
        var key = addForeignKey("tasks", "project_id").references("projects", "owner");
        execute("update tasks set project_id = project_id * 10");
        apply(key);
        assertRefusedByDatabase(AN_ORPHAN);
        assertConverged(key);
    }

    @Test
    void aKeyThatMayBeCheckedLaterIsNoTarget() {
        Assumptions.assumeTrue(target.isPostgres());
        execute("create table later (id integer primary key deferrable, code integer unique deferrable)");
        for (var column : List.of("id", "code")) {
            assertRefused(
                    UnsupportedChangeException.class,
                    () -> apply(addForeignKey("tasks", "project_id").references("later", column)));
        }
    }

    @Test
    void aKeyThatComparesOtherwiseThanItsColumnIsNoTarget() {
        Assumptions.assumeFalse(target.isPostgres());
        execute("""
                create table by_key (code text, primary key (code collate nocase));
                create table by_constraint (code text, unique (code collate nocase));
                create table by_index (code text);
                create unique index ux_code on by_index (code collate nocase);
                """);
        for (var name : List.of("by_key", "by_constraint", "by_index")) {
            execute("create table of_%1$s (id integer primary key, code text)".formatted(name));
            var key = addForeignKey("of_" + name, "code").references(name, "code");
            var refusal = assertRefused(UnsupportedChangeException.class, () -> apply(key));
            var unique = addUnique(name, "code");
            if (name.equals("by_key")) {
                // What is unique by the key is unique by the column, so there is nothing to add.
                assertThat(refusal.wayOut()).contains("create unique index … on by_key (code)");
                execute("create unique index ux_by_key on by_key (code)");
            } else {
                assertThat(refusal.wayOut()).contains(unique.toString());
            }
            apply(unique, key);
            assertRefusedByDatabase("insert into of_%s values (1, 'x')".formatted(name));
            execute("insert into %1$s values ('x'); insert into of_%1$s values (1, 'x')".formatted(name));
            assertConverged(unique, key);
        }
    }

    @Test
    void pointsAtThePrimaryKeyWhereNoColumnIsNamed() {
        apply(addForeignKey("tasks", "project_id").references("projects"));
        assertRefusedByDatabase(AN_ORPHAN);
        assertConverged(addForeignKey("tasks", "project_id").references("projects", "id"));
    }

    @Test
    void refusesTypesThatDoNotMatch() {
        var key = addForeignKey("tasks", "title").references("projects", "id");
        var refusal = assertRefused(UnsupportedChangeException.class, () -> apply(key));
        assertThat(refusal.getMessage())
                .containsIgnoringCase("title")
                .containsIgnoringCase("text")
                .containsIgnoringCase("integer");
        assertThat(refusal.wayOut()).isEqualToIgnoringCase("give title the type integer");
    }

    @Test
    void refusesCollationsThatDoNotCompareAlike() {
        execute(
                target.isPostgres()
                        ? "create collation folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);"
                                + " create table labels (name text collate folded primary key)"
                        : "create table labels (name text collate nocase primary key)");
        var key = addForeignKey("tasks", "title").references("labels", "name").onOrphans(delete());
        var refusal = assertRefused(UnsupportedChangeException.class, () -> apply(key));
        assertThat(refusal).hasMessageContaining("compared alike");
        assertThat(refusal.wayOut()).containsPattern("give title the collation .*(folded|nocase)");
        execute(
                target.isPostgres()
                        ? "alter table tasks alter title type text collate folded"
                        : "alter table tasks drop column title; alter table tasks add column title text collate nocase");
        apply(key);
    }

    @Test
    void refusesUnknownNamesWithTheNearest() {
        assertThat(assertRefused(
                        UnknownNameException.class,
                        () -> apply(addForeignKey("tasks", "projekt_id").references("projects", "id"))))
                .hasMessageContaining("project_id");
        assertThat(assertRefused(
                        UnknownNameException.class,
                        () -> apply(addForeignKey("tasks", "project_id").references("project", "id"))))
                .hasMessageContaining("projects");
        assertThat(assertRefused(
                        UnknownNameException.class,
                        () -> apply(addForeignKey("tasks", "project_id").references("projects", "ident"))))
                .hasMessageContaining("id");
    }

    @Test
    void refusesActionsThatCouldNeverWork() {
        assertRefused(
                InvalidChangeException.class,
                () -> apply(addForeignKey("tasks", "project_id")
                        .references("projects", "id")
                        .onDelete(SET_NULL)));
        assertRefused(
                InvalidChangeException.class,
                () -> apply(addForeignKey("tasks", "project_id", "id").references("projects", "id")));
    }

    @Test
    void doesWhatItWasToldWhenWhatItPointsAtGoesOrChanges() {
        execute(
                "create table labels (name text primary key); insert into labels values ('One'), ('Two'), ('Three'), ('Five'), ('none')");
        apply(
                addForeignKey("tasks", "title")
                        .references("labels", "name")
                        .onUpdate(CASCADE)
                        .onDelete(SET_NULL),
                addForeignKey("tasks", "note")
                        .references("labels", "name")
                        .onUpdate(SET_NULL)
                        .onDelete(SET_DEFAULT));
        execute("update labels set name = '1' where name = 'One'", "delete from labels where name = 'Two'");
        assertThat(rows("select title from tasks where id in (1, 2, 3) order by id"))
                .isEqualTo(List.of(List.of("1"), Arrays.asList((Object) null), List.of("Three")));
        execute("update tasks set note = 'Three' where id = 1", "update tasks set note = 'Five' where id = 2");
        execute("update labels set name = '5' where name = 'Five'", "update tasks set title = '1' where id = 3");
        execute("delete from labels where name = 'Three'");
        assertThat(rows("select note from tasks where id in (1, 2) order by id"))
                .isEqualTo(List.of(List.of("none"), Arrays.asList((Object) null)));
    }

    @Test
    void forbidsWhatItWasToldToForbid() {
        execute(
                "create table labels (name text primary key); insert into labels values ('One'), ('Two'), ('Three'), ('Five')");
        apply(addForeignKey("tasks", "title")
                .references("labels", "name")
                .onUpdate(RESTRICT)
                .onDelete(NO_ACTION));
        assertRefusedByDatabase("update labels set name = '1' where name = 'One'");
        assertRefusedByDatabase("delete from labels where name = 'Two'");
    }

    // ---- circles

    @Test
    void refusesACircleThatNoRowCouldEnter() {
        createCircle();
        var there = addForeignKey("heads", "body_id").references("bodies", "id");
        var back = addForeignKey("bodies", "head_id").references("heads", "id");
        var refusal = assertRefused(UnsupportedChangeException.class, () -> apply(there, back));
        assertThat(refusal.wayOut()).contains("initiallyDeferred");
        apply(there, back.initiallyDeferred());
        assertThat(inOneTransaction("insert into heads values (9, 8)", "insert into bodies values (8, 9)"))
                .isFalse();
        assertThat(inOneTransaction("insert into bodies values (8, 9)", "insert into heads values (9, 8)"))
                .isTrue();
    }

    @Test
    void rowsOfADeferredCircleComeInEitherOrder() {
        createCircle();
        apply(
                addForeignKey("heads", "body_id").references("bodies", "id").initiallyDeferred(),
                addForeignKey("bodies", "head_id").references("heads", "id").initiallyDeferred());
        assertThat(inOneTransaction("insert into heads values (9, 8)", "insert into bodies values (8, 9)"))
                .isTrue();
        assertThat(inOneTransaction("insert into bodies values (6, 7)", "insert into heads values (7, 6)"))
                .isTrue();
        assertThat(inOneTransaction("insert into heads values (5, 4)")).isFalse();
    }

    @Test
    void aCircleThatRowsCanEnterByANullNeedsNoDeferredKey() {
        createCircle();
        apply(dropNotNull("heads", "body_id"));
        apply(
                addForeignKey("heads", "body_id").references("bodies", "id"),
                addForeignKey("bodies", "head_id").references("heads", "id"));
        assertThat(inOneTransaction("insert into heads values (9, 8)", "insert into bodies values (8, 9)"))
                .isFalse();
        assertAcceptedByDatabase("insert into heads values (9, null)");
        assertAcceptedByDatabase("insert into bodies values (8, 9)");
        assertAcceptedByDatabase("update heads set body_id = 8");
        assertRefusedByDatabase("update heads set body_id = 7");
    }

    /** The second head's body is gone, and with the head would go what is of it, which it is of itself. */
    @Test
    void orphansGoRoundACircleThatCascades() {
        createCircle();
        execute("insert into heads values (1, 1), (2, 7)", "insert into bodies values (1, 1), (2, 2), (3, 2)");
        apply(
                addForeignKey("bodies", "head_id").references("heads", "id").onDelete(CASCADE),
                addForeignKey("heads", "body_id")
                        .references("bodies", "id")
                        .onDelete(CASCADE)
                        .initiallyDeferred()
                        .onOrphans(delete()));
        assertThat(rows("select id from heads")).isEqualTo(List.of(List.of(1L)));
        assertThat(rows("select id from bodies")).isEqualTo(List.of(List.of(1L)));
        assertThat(rows("select id from intact_quarantine_bodies order by id"))
                .isEqualTo(List.of(List.of(2L), List.of(3L)));
    }

    private void createCircle() {
        execute("""
                create table heads (id integer primary key, body_id integer not null);
                create table bodies (id integer primary key, head_id integer not null);
                """);
    }

    @Test
    void refusesACircleOfThreeWhoseKeysWereThereBefore() {
        execute("""
                create table a (id integer primary key, b_id integer not null);
                create table b (id integer primary key, c_id integer not null);
                create table c (id integer primary key, a_id integer not null);
                """);
        apply(
                addForeignKey("a", "b_id").references("b", "id"),
                addForeignKey("b", "c_id").references("c", "id"));
        var last = addForeignKey("c", "a_id").references("a", "id");
        assertRefused(UnsupportedChangeException.class, () -> apply(last));
        apply(last.initiallyDeferred());
    }

    private boolean inOneTransaction(String... statements) {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (var sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    // ---- what is there already

    @Test
    void anEqualKeyOfAnotherNameIsEnough() {
        apply(PROJECT.named("fk_by_hand"));
        assertConverged(PROJECT);
    }

    @Test
    void aKeyThatActsOtherwiseIsRefusedOrReplaced() {
        var plain = addForeignKey("tasks", "project_id").references("projects", "id");
        apply(plain);
        var before = Snapshot.of(database);
        assertRefused(DifferentShapeException.class, () -> apply(PROJECT));
        var report = apply(PROJECT.replacingExisting());
        execute("delete from projects where id = 2");
        assertThat(rows("select id from tasks")).hasSize(2);
        assertConverged(PROJECT.replacingExisting());
        execute("insert into projects values (2, 20, 'p2')");
        execute(
                "insert into tasks (id, project_id, external_id, title) values (3, 2, 'c', 'Three'), (4, 2, null, null), (5, 2, null, 'Five')");
        assertReverses(report, before);
    }

    @Test
    void aKeyThatCouldNeverActIsLeftAloneAndComesBackWhenReplaced() {
        Assumptions.assumeTrue(target.isPostgres());
        execute("alter table tasks add constraint k foreign key (project_id) references projects on delete set null");
        var key = addForeignKey("tasks", "project_id").references("projects", "id");
        assertConverged(key.onDelete(SET_NULL));
        var before = Snapshot.of(database);
        assertReverses(apply(key.replacingExisting().withoutIndex()), before);
        assertReverses(apply(dropForeignKey("tasks", "project_id")), before);
    }

    /** Whichever of them the database tells of first. */
    @Test
    void anEqualKeyBesideOneThatActsOtherwiseIsEnough() {
        execute("""
                create table stays (id integer primary key, task_id integer, other_id integer,
                  constraint one foreign key (task_id) references tasks (id) on delete cascade,
                  constraint two foreign key (task_id) references tasks (id),
                  constraint three foreign key (other_id) references tasks (id),
                  constraint four foreign key (other_id) references tasks (id) on delete cascade);
                """);
        for (var column : List.of("task_id", "other_id")) {
            var key = addForeignKey("stays", column).references("tasks", "id").withoutIndex();
            assertConverged(key);
            assertConverged(key.onDelete(CASCADE));
            assertRefused(DifferentShapeException.class, () -> apply(key.onDelete(SET_NULL)));
        }
    }

    @Test
    void twoKeysOfOneColumnNeedTwoNames() {
        var there = addForeignKey("steps", "task_id").references("tasks", "id");
        var here =
                addForeignKey("steps", "task_id").references("projects", "id").onOrphans(delete());
        assertRefused(DifferentShapeException.class, () -> apply(there, here));
        apply(there, here.named("fk_other"));
        assertRefusedByDatabase("insert into steps values (9, 3, 'no such project')");
        assertRefused(DifferentShapeException.class, () -> apply(dropForeignKey("steps", "task_id")));
        apply(dropForeignKey("steps", "task_id").named("fk_other"));
        assertAcceptedByDatabase("insert into steps values (9, 4, 'no such project')");
    }

    @Test
    void aKeyThatWasNeverValidatedIs() {
        Assumptions.assumeTrue(target.isPostgres());
        execute(
                "alter table tasks add constraint fk_old foreign key (project_id) references projects on delete cascade not valid");
        apply(PROJECT);
        assertThat(rows("select conname::text, convalidated from pg_constraint where contype = 'f'"))
                .isEqualTo(List.of(List.of("fk_old", true)));
    }

    // ---- the index

    @Test
    void theReferencingColumnsGetAnIndexUnlessOneLeadsWithThem() {
        apply(PROJECT);
        assertThat(indexes()).contains("ix_tasks_project_id");
    }

    @Test
    void anIndexThatLeadsWithThemIsEnough() {
        execute("create index ix_both on tasks (project_id, title)");
        apply(PROJECT);
        assertThat(indexes()).doesNotContain("ix_tasks_project_id");
    }

    @Test
    void withoutAnIndexThePlanSaysWhatThatCosts() {
        var key = PROJECT.withoutIndex();
        assertThat(intact().plan(Change.of("x", key)).warnings())
                .anyMatch(text -> text.contains("no index leads with"));
        apply(key);
        assertThat(indexes()).doesNotContain("ix_tasks_project_id");
        assertConverged(key);
    }

    private List<String> indexes() {
        var found = rows(
                target.isPostgres()
                        ? "select indexname::text from pg_indexes where tablename = 'tasks'"
                        : "select name from sqlite_schema where type = 'index' and tbl_name = 'tasks'");
        return found.stream().map(row -> String.valueOf(row.get(0))).toList();
    }

    // ---- dropping

    @Test
    void dropsAKeyAndBringsItBack() {
        apply(PROJECT);
        var before = Snapshot.of(database);
        var report = apply(dropForeignKey("tasks", "project_id"));
        assertAcceptedByDatabase(AN_ORPHAN);
        execute("delete from tasks where id = 99");
        assertConverged(dropForeignKey("tasks", "project_id"));
        assertReverses(report, before);
    }

    // ---- names

    @Test
    void oddNamesWork() {
        execute("""
                create table "Order's ""x\""" ("select" integer primary key);
                insert into "Order's ""x\""" values (1);
                create table "дети; drop table tasks; --" (id integer primary key, "group by" integer);
                insert into "дети; drop table tasks; --" values (1, 1), (2, 5);
                """);
        var key = addForeignKey("дети; drop table tasks; --", "group by")
                .references("Order's \"x\"", "select")
                .onOrphans(delete());
        apply(key);
        assertRefusedByDatabase("insert into \"дети; drop table tasks; --\" values (3, 9)");
        assertThat(rows("select id from \"дети; drop table tasks; --\"")).isEqualTo(List.of(List.of(1L)));
        assertConverged(key);
        assertThat(rows("select count(*) from tasks")).isEqualTo(List.of(List.of(5L)));
    }

    @Test
    void tablesOfOtherSchemasWork() {
        Assumptions.assumeTrue(target.isPostgres());
        execute("""
                create schema app;
                create schema "My Data";
                create table app.parent (id integer primary key);
                create table "My Data".child (id integer primary key, parent_id integer);
                insert into "My Data".child values (1, 7);
                """);
        var key = addForeignKey(table("My Data", "child"), "parent_id")
                .references(table("app", "parent"), "id")
                .onOrphans(delete());
        apply(key);
        assertThat(rows("select id from \"My Data\".intact_quarantine_child")).isEqualTo(List.of(List.of(1L)));
        assertRefusedByDatabase("insert into \"My Data\".child values (2, 7)");
        assertConverged(key);
    }

    @Test
    void refusesNamesThatTheDatabaseWouldCut() {
        Assumptions.assumeTrue(target.isPostgres());
        assertRefused(InvalidChangeException.class, () -> apply(PROJECT.named("f".repeat(64))));
        assertRefused(InvalidChangeException.class, () -> apply(addCheck("tasks", "c".repeat(64), "id > 0")));
        apply(PROJECT.named("f".repeat(63)), addCheck("tasks", "c".repeat(63), "id > 0"));
        assertConverged(PROJECT.named("f".repeat(63)));
    }

    // ---- in one change with others

    @Test
    void pointsFromAColumnThatTheSameChangeAdds() {
        var before = Snapshot.of(database);
        var report = apply(
                addColumn("steps", "project_id", "integer"),
                addForeignKey("steps", "project_id").references("projects", "id"),
                addColumn("steps", "other_id", "integer").defaultValue("'2'"),
                addForeignKey("steps", "other_id").references("projects", "id"));
        assertRefusedByDatabase("insert into steps values (9, 1, 'x', 77, 1)");
        assertRefusedByDatabase("insert into steps values (9, 1, 'x', 1, 77)");
        assertThat(rows("select distinct other_id from steps")).isEqualTo(List.of(List.of(2L)));
        execute("update steps set other_id = 2");
        assertReverses(report, before);
    }

    @Test
    void goesWithWhateverElseIsDoneToTheSameTable() {
        apply(
                setNotNull("steps", "note"),
                STEP,
                addForeignKey("steps", "id").references("steps", "id").withoutIndex(),
                dropColumn("tasks", "note").discardingValues(),
                PROJECT,
                dropNotNull("tasks", "project_id"),
                addCheck("tasks", "ck_project", "project_id < 1000"));
        assertRefusedByDatabase("insert into steps values (9, 99, 'x')");
        assertRefusedByDatabase("insert into steps values (9, 1, null)");
        assertRefusedByDatabase("insert into tasks (id, project_id) values (99, 2000)");
        assertAcceptedByDatabase("insert into tasks (id, project_id) values (99, null)");
    }

    @Test
    void comesBackWithTheColumnThatItWentAlongWith() {
        execute("update steps set task_id = null");
        apply(STEP.named("fk_step"), addCheck("steps", "ck_step", "task_id < 1000"));
        var columns = "select id, note, task_id from steps order by id";
        var before = rows(columns);
        var report = apply(dropColumn("steps", "task_id").along("fk_step", "ck_step", "ix_steps_task_id"));
        intact().apply(((Reverse.Reversible) report.reverse()).change());
        assertThat(rows(columns)).isEqualTo(before);
        assertConverged(STEP, addCheck("steps", "ck_step", "task_id < 1000"));
        assertRefusedByDatabase("insert into steps (id, task_id) values (9, 99)");
        execute("insert into tasks (id, project_id) values (1000, 1)");
        assertRefusedByDatabase("insert into steps (id, task_id) values (9, 1000)");
    }

    @Test
    void violationsElsewhereAreNoFailure() {
        apply(STEP);
        slipIn("insert into steps values (7, 66, 'slipped')");
        apply(PROJECT);
        assertRefusedByDatabase(AN_ORPHAN);
    }
}
