package dev.intact.conformance;

import static dev.intact.Operations.CASCADE;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.dropForeignKey;
import static dev.intact.Operations.pruneOrphans;
import static dev.intact.Operations.setNull;
import static dev.intact.Operations.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.intact.check.Violation;
import dev.intact.check.ViolationsException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.AddForeignKey;
import dev.intact.operation.Change;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that break a foreign key which is declared already. */
class PruneOrphansTest extends Conformance {
    private static final AddForeignKey PROJECT =
            addForeignKey("tasks", "project_id").references("projects", "id").onDelete(CASCADE);
    private static final AddForeignKey STEP =
            addForeignKey("steps", "task_id").references("tasks", "id").onDelete(CASCADE);

    PruneOrphansTest(Target target) {
        super(target);
    }

    @BeforeEach
    void createNeighbours() {
        execute("""
                create table projects (id integer primary key);
                insert into projects values (1), (2);
                create table steps (id integer primary key, task_id integer, note text);
                insert into steps values (1, 1, 's1'), (2, 2, 's2'), (4, null, 'of none');
                """);
        apply(PROJECT, STEP);
    }

    /** Task 6 is of no project, and step 6 is of task 6; step 7 is of no task. */
    private void slipInOrphans() {
        slipIn(
                "insert into tasks (id, project_id, title) values (6, 77, 'slipped')",
                "insert into steps values (6, 6, 'below')",
                "insert into steps values (7, 66, 'slipped')");
    }

    private void assertQuarantined(String table, Long... ids) {
        assertThat(rows("select id from intact_quarantine_" + table + " order by id"))
                .isEqualTo(Arrays.stream(ids).map(List::of).toList());
    }

    @Test
    void thoseOfATableGoWithWhatIsBelowThem() {
        slipInOrphans();
        apply(pruneOrphans("tasks"));
        assertQuarantined("tasks", 6L);
        assertQuarantined("steps", 6L);
        assertThat(rows("select id from steps order by id"))
                .isEqualTo(List.of(List.of(1L), List.of(2L), List.of(4L), List.of(7L)));
        assertConverged(pruneOrphans("tasks"));
    }

    @Test
    void thoseOfTheWholeDatabaseGo() {
        slipInOrphans();
        apply(pruneOrphans());
        assertQuarantined("tasks", 6L);
        assertQuarantined("steps", 6L, 7L);
        assertConverged(pruneOrphans());
    }

    @Test
    void aPlanListsThemAndMovesNone() {
        slipInOrphans();
        var resolved = intact().plan(Change.of("x", pruneOrphans())).resolved();
        assertThat(resolved)
                .extracting(
                        each -> each.table().name(),
                        Violation::rows,
                        each -> each.samples().get(0).keys())
                .containsExactly(tuple("tasks", 1L, List.of("6")), tuple("steps", 1L, List.of("7")));
        assertThat(rows("select id from steps")).hasSize(5);
    }

    @Test
    void nothingIsDoneWhereThereAreNone() {
        assertConverged(pruneOrphans());
    }

    @Test
    void theirReferenceIsEmptiedAndWhatIsBelowThemStays() {
        slipIn("insert into steps values (7, 66, 'slipped')");
        apply(pruneOrphans().onOrphans(setNull()));
        assertThat(rows("select id, task_id, note from steps where id = 7"))
                .isEqualTo(List.of(Arrays.asList(7L, null, "slipped")));
        assertThat(rows("select id, task_id from intact_quarantine_steps")).isEqualTo(List.of(List.of(7L, 66L)));
        assertConverged(pruneOrphans().onOrphans(setNull()));
    }

    @Test
    void aReferenceThatMayNotBeNullIsNotEmptied() {
        slipInOrphans();
        assertRefused(
                UnsupportedChangeException.class, () -> apply(pruneOrphans().onOrphans(setNull())));
    }

    @Test
    void thoseOfAKeyThatWasNeverValidatedGoAndTheKeyCanBeValidated() {
        Assumptions.assumeTrue(target.isPostgres());
        execute(
                "alter table steps drop constraint fk_steps_task_id",
                "insert into steps values (7, 66, 'an orphan')",
                "alter table steps add constraint fk_steps_task_id foreign key (task_id) references tasks on delete cascade not valid");
        apply(pruneOrphans("steps"));
        assertQuarantined("steps", 7L);
        execute("alter table steps validate constraint fk_steps_task_id");
    }

    @Test
    void aTreeGoesFromTheOrphanDownwards() {
        execute("""
                create table nodes (id integer primary key, parent_id integer references nodes (id));
                insert into nodes values (1, null), (2, 1);
                """);
        slipIn("insert into nodes values (3, 99), (4, 3), (5, 4), (6, 6)");
        apply(pruneOrphans());
        assertQuarantined("nodes", 3L, 4L, 5L);
        assertThat(rows("select id from nodes order by id")).isEqualTo(List.of(List.of(1L), List.of(2L), List.of(6L)));
    }

    @Test
    void inATreeOnlyTheOrphansReferenceIsEmptied() {
        execute("create table nodes (id integer primary key, parent_id integer references nodes (id))");
        slipIn("insert into nodes values (1, null), (2, 1), (3, 99), (4, 3), (5, 4)");
        apply(pruneOrphans("nodes").onOrphans(setNull()));
        assertThat(rows("select id, parent_id from nodes order by id"))
                .isEqualTo(List.of(
                        Arrays.asList(1L, null),
                        List.of(2L, 1L),
                        Arrays.asList(3L, null),
                        List.of(4L, 3L),
                        List.of(5L, 4L)));
        assertQuarantined("nodes", 3L);
        assertConverged(pruneOrphans("nodes").onOrphans(setNull()));
    }

    /** Note 1 is of a task and of a project that both go. */
    @Test
    void aRowThatFollowsTwoWaysIsKeptOnce() {
        execute("""
                create table plans (id integer primary key, task_id integer references tasks (id) on delete cascade);
                create table notes (id integer primary key,
                  task_id integer references tasks (id) on delete cascade,
                  plan_id integer references plans (id) on delete cascade);
                """);
        slipIn(
                "insert into tasks (id, project_id) values (6, 77)",
                "insert into plans values (1, 6)",
                "insert into notes values (1, 6, 1), (2, 6, null), (3, null, 1), (4, null, null)");
        apply(pruneOrphans("tasks"));
        assertQuarantined("notes", 1L, 2L, 3L);
        assertThat(rows("select id from notes")).isEqualTo(List.of(List.of(4L)));
    }

    @Test
    void thoseOfAKeyOfSeveralColumnsGo() {
        execute("""
                create table places (x integer, y integer, primary key (x, y));
                insert into places values (1, 1);
                create table stays (id integer primary key, x integer, y integer, foreign key (x, y) references places (x, y));
                """);
        slipIn("insert into stays values (1, 1, 1), (2, 1, 2), (3, null, 2)");
        apply(pruneOrphans());
        assertQuarantined("stays", 2L);
        assertThat(rows("select id from stays order by id")).isEqualTo(List.of(List.of(1L), List.of(3L)));
    }

    @Test
    void thoseInAnotherSchemaGo() {
        Assumptions.assumeTrue(target.isPostgres());
        execute("""
                create schema "my app";
                create table "my app".places (id integer primary key);
                create table "my app".stays (id integer primary key, place_id integer references "my app".places (id));
                """);
        slipIn("insert into \"my app\".stays values (1, 7)");
        apply(pruneOrphans(table("my app", "stays")));
        assertThat(rows("select id from \"my app\".intact_quarantine_stays")).isEqualTo(List.of(List.of(1L)));
        assertConverged(pruneOrphans());
    }

    @Test
    void thoseInPartitionsGoToOneQuarantine() {
        Assumptions.assumeTrue(target.isPostgres());
        execute("""
                create table stays (id integer, task_id integer references tasks (id)) partition by range (id);
                create table stays_1 partition of stays for values from (1) to (10);
                create table stays_2 partition of stays for values from (10) to (20);
                """);
        slipIn("insert into stays values (1, 1), (2, 66), (11, 67)");
        apply(pruneOrphans());
        assertQuarantined("stays", 2L, 11L);
        assertConverged(pruneOrphans());
    }

    /** PostgreSQL 18 can declare a key that holds nobody to anything: it is a habit still. */
    @Test
    void thoseOfAKeyThatIsNotEnforcedStay() {
        Assumptions.assumeTrue(target.isPostgres() && target.canTakeNullsForEqual());
        execute("""
                create table stays (id integer primary key, task_id integer references tasks (id) on delete cascade not enforced);
                insert into stays values (1, 66), (2, 6);
                """);
        assertConverged(pruneOrphans());
        slipIn("insert into tasks (id, project_id) values (6, 77)");
        var refusal = assertRefused(ViolationsException.class, () -> apply(pruneOrphans()));
        assertThat(refusal.violations().get(0).table().name()).isEqualTo("stays");
    }

    /** Team 2 is led by nobody that there is, and people 2 and 3 are of team 2. */
    @Test
    void aCircleOfTablesThatCascadesGoesRoundToItsEnd() {
        createCircle("on delete cascade");
        apply(pruneOrphans());
        assertQuarantined("teams", 2L);
        assertQuarantined("people", 2L, 3L);
        assertThat(rows("select id from teams")).isEqualTo(List.of(List.of(1L)));
        assertThat(rows("select id from people")).isEqualTo(List.of(List.of(1L)));
        assertConverged(pruneOrphans());
    }

    @Test
    void aCircleOfTablesThatDoesNotCascadeIsRefused() {
        createCircle("");
        var refusal = assertRefused(ViolationsException.class, () -> apply(pruneOrphans()));
        assertThat(refusal.violations()).extracting(Violation::code).containsExactly("referenced-row");
    }

    private void createCircle(String action) {
        execute("create table teams (id integer primary key, lead_id integer)");
        execute("create table people (id integer primary key, team_id integer references teams (id) %s)"
                .formatted(action));
        execute("insert into teams values (1, 1)", "insert into people values (1, 1)");
        var lead = addForeignKey("teams", "lead_id").references("people", "id");
        apply(action.isEmpty() ? lead : lead.onDelete(CASCADE));
        slipIn("insert into teams values (2, 9)", "insert into people values (2, 2), (3, 2)");
    }

    // ---- what SQLite lets happen

    @Test
    void aKeyThatPointsAtNoUniqueColumnsIsRefused() {
        Assumptions.assumeFalse(target.isPostgres());
        execute("create table visits (id integer primary key, task text references tasks (title))");
        assertRefused(UnsupportedChangeException.class, () -> apply(pruneOrphans("visits")));
    }

    @Test
    void aKeyWhoseTableIsGoneIsRefusedUntilItIsDropped() {
        Assumptions.assumeFalse(target.isPostgres());
        execute("create table visits (id integer primary key, place_id integer references places (id), note text)");
        slipIn("insert into visits values (1, 5, 'kept')");
        for (var prune : List.of(pruneOrphans(), pruneOrphans("visits"))) {
            var refusal = assertRefused(UnsupportedChangeException.class, () -> apply(prune));
            assertThat(refusal.wayOut()).contains("dropForeignKey(\"visits\", \"place_id\")");
        }
        apply(dropForeignKey("visits", "place_id"), pruneOrphans());
        assertThat(rows("select note from visits")).isEqualTo(List.of(List.of("kept")));
    }

    /** The key compares as text, where 1 is not '01'; the columns by themselves would compare as numbers. */
    @Test
    void thoseAreFoundThatOnlyTheReferencedColumnsTypeTells() {
        Assumptions.assumeFalse(target.isPostgres());
        execute(
                "create table codes (code text primary key)",
                "create table uses (id integer primary key, code integer references codes (code) on delete cascade)",
                "create table labels (number integer primary key)",
                "create table marks (id integer primary key, number text references labels (number))");
        slipIn("insert into codes values ('01'), ('7')", "insert into uses values (1, 1), (2, 7), (3, 8)");
        slipIn("insert into labels values (1), (7)", "insert into marks values (1, '01'), (2, '7'), (3, 'x')");
        var found = rows("select \"table\", rowid from pragma_foreign_key_check order by 1, 2");
        assertThat(found).isEqualTo(List.of(List.of("marks", 3L), List.of("uses", 1L), List.of("uses", 3L)));
        apply(pruneOrphans());
        assertQuarantined("uses", 1L, 3L);
        assertQuarantined("marks", 3L);
        assertThat(rows("select * from pragma_foreign_key_check")).isEmpty();
    }

    /** A type ANY keeps '1' and 1 apart, but only in a STRICT table. */
    @Test
    void thoseOfAStrictTableAreFound() {
        Assumptions.assumeFalse(target.isPostgres());
        execute(
                "create table codes (code any primary key) strict",
                "create table uses (id integer primary key, code any references codes (code))");
        slipIn("insert into codes values ('1'), (2)", "insert into uses values (1, 1), (2, 2)");
        var found = rows("select rowid from pragma_foreign_key_check");
        apply(pruneOrphans());
        assertThat(rows("select id from intact_quarantine_uses"))
                .isEqualTo(found)
                .hasSize(1);
    }

    @Test
    void aKeyThatIsDeclaredTwiceTakesARowOnce() {
        Assumptions.assumeFalse(target.isPostgres());
        execute("create table notes (id integer primary key, task_id integer references tasks (id) on delete cascade,"
                + " foreign key (task_id) references tasks (id) on delete cascade)");
        slipIn("insert into tasks (id, project_id) values (6, 77)", "insert into notes values (1, 6)");
        apply(pruneOrphans("tasks"));
        assertQuarantined("notes", 1L);
    }

    /** It goes by the primary key alone, which takes 'a' for 'A'. */
    @Test
    void aKeyThatNamesNoColumnIsNotPrunedByAnotherIndex() {
        Assumptions.assumeFalse(target.isPostgres());
        execute("""
                create table codes (code text, primary key (code collate nocase));
                create unique index ux_code on codes (code);
                create table uses (id integer primary key, code text references codes);
                insert into codes values ('A');
                """);
        slipIn("insert into uses values (1, 'a')");
        assertRefused(UnsupportedChangeException.class, () -> apply(pruneOrphans("uses")));
    }

    @Test
    void whatFollowsIsKeptWhereOnlyTheReferencedColumnsTypeTells() {
        Assumptions.assumeFalse(target.isPostgres());
        execute(
                "create table codes (code text primary key, project_id integer references projects (id))",
                "create table uses (id integer primary key, code integer references codes (code) on delete cascade)");
        slipIn(
                "insert into codes values ('01', 77), ('1', 1), ('7', 77)",
                "insert into uses values (2, 7), (3, null), (4, 1)");
        // SQLite counts 1 as pointing at '01' when that goes, though not before.
        apply(pruneOrphans("codes"));
        assertThat(rows("select code from intact_quarantine_codes order by 1"))
                .isEqualTo(List.of(List.of("01"), List.of("7")));
        assertQuarantined("uses", 2L, 4L);
        assertThat(rows("select id from uses")).isEqualTo(List.of(List.of(3L)));
    }
}
