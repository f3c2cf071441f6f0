package dev.intact.conformance;

import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.desc;
import static dev.intact.Operations.keepFirst;
import static dev.intact.Operations.keepLast;
import static dev.intact.Operations.refuse;
import static dev.intact.Operations.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.check.Violation;
import dev.intact.check.ViolationsException;
import dev.intact.error.DatabaseException;
import dev.intact.error.DifferentShapeException;
import dev.intact.error.UnknownNameException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Snapshot;
import dev.intact.operation.Change;
import dev.intact.operation.Reverse;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class AddUniqueConformanceTest extends Conformance {
    private static final String A_DUPLICATE = "insert into tasks (id, project_id, external_id) values (99, 1, 'a')";

    AddUniqueConformanceTest(Target target) {
        super(target);
    }

    @Test
    void enforcesWhatTheCodeTookForUnique() {
        assertAcceptedByDatabase(A_DUPLICATE);
        execute("delete from tasks where id = 99");
        var before = Snapshot.rows(database);

        var report = apply(addUnique("tasks", "external_id"));

        assertThat(report.changedAnything()).isTrue();
        assertThat(report.verified()).isNotEmpty();
        assertThat(Snapshot.rows(database)).isEqualTo(before);
        assertRefusedByDatabase(A_DUPLICATE);
    }

    @Test
    void doesNothingTheSecondTime() {
        var unique = addUnique("tasks", "external_id").replacingIndex("ix_tasks_external_id");
        apply(unique);
        assertConverged(unique);
    }

    @Test
    void runsJustTheStepsOfItsPlan() {
        var change = Change.of("x", addUnique("tasks", "external_id").replacingIndex("ix_tasks_external_id"));
        var plan = intact().plan(change);
        assertThat(intact().apply(change).executed()).isEqualTo(plan.steps());
    }

    @Test
    void listsEveryDuplicateAndChangesNothing() {
        insertDuplicates();
        var refusal = assertRefused(ViolationsException.class, () -> apply(addUnique("tasks", "external_id")));

        assertThat(refusal.code()).isEqualTo("duplicate-key");
        assertThat(refusal.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.groups()).isEqualTo(2);
            assertThat(violation.rows()).isEqualTo(5);
            assertThat(violation.samples())
                    .containsExactly(
                            new Violation.Sample("external_id = 'a'", 3, List.of("1", "6", "7"), "id"),
                            new Violation.Sample("external_id = 'b'", 2, List.of("2", "8"), "id"));
            assertThat(rows(violation.findAll())).hasSize(2);
        });
        assertThat(intact().plan(Change.of("x", addUnique("tasks", "external_id")))
                        .violations())
                .isEqualTo(refusal.violations());
    }

    @Test
    void showsAsManySamplesAsAskedFor() {
        insertDuplicates();
        var plan = intact().maxViolationSamples(1).plan(Change.of("x", addUnique("tasks", "external_id")));
        assertThat(plan.violations().get(0).samples()).hasSize(1);
        assertThat(plan.violations().get(0).groups()).isEqualTo(2);
    }

    @Test
    void acceptsRowsWithoutAValue() {
        apply(addUnique("tasks", "external_id"));
        assertAcceptedByDatabase("insert into tasks (id, project_id) values (99, 1)");
    }

    @Test
    void takesNullsForEqualWhereTheDatabaseCan() {
        var unique = addUnique("tasks", "external_id").nullsNotDistinct();
        if (!target.canTakeNullsForEqual()) {
            var refusal = assertRefused(UnsupportedChangeException.class, () -> apply(unique));
            assertThat(refusal.wayOut()).contains("onExpression");
            return;
        }
        var refusal = assertRefused(ViolationsException.class, () -> apply(unique));
        assertThat(refusal.violations().get(0).samples().get(0).keys()).containsExactly("4", "5");
        execute("delete from tasks where id = 5");
        apply(unique);
        assertRefusedByDatabase("insert into tasks (id, project_id) values (99, 1)");
        assertConverged(unique);
    }

    @Test
    void theWayOutForNullsWorksEverywhere() {
        execute("delete from tasks where id = 5");
        var unique = addUnique("tasks").onExpression("coalesce(external_id, '')");
        apply(unique);
        assertRefusedByDatabase("insert into tasks (id, project_id) values (99, 1)");
        assertConverged(unique);
    }

    @Test
    void spansSeveralColumns() {
        var before = Snapshot.of(database);
        var unique = addUnique("tasks", "project_id", "external_id").named("uq_per_project");
        var report = apply(unique);
        assertRefusedByDatabase(A_DUPLICATE);
        assertAcceptedByDatabase("insert into tasks (id, project_id, external_id) values (99, 2, 'a')");
        assertConverged(unique);
        execute("delete from tasks where id = 99");
        assertReverses(report, before);
    }

    @Test
    void replacesThePlainIndexAndBringsItBack() {
        var before = Snapshot.of(database);
        var report =
                apply(addUnique("tasks", "external_id").named("uq_external").replacingIndex("ix_tasks_external_id"));
        assertThat(String.join("\n", Snapshot.schema(database)))
                .contains("uq_external")
                .doesNotContain("ix_tasks_external_id");
        assertReverses(report, before);
    }

    @Test
    void replacesNothingWhereTheIndexIsAbsent() {
        execute("drop index ix_tasks_external_id");
        var before = Snapshot.of(database);
        var unique = addUnique("tasks", "external_id").replacingIndex("ix_tasks_external_id");
        var report = apply(unique);
        assertConverged(unique);
        assertReverses(report, before);
    }

    @Test
    void refusesDuplicatesAlsoWhereThatIsSaid() {
        insertDuplicates();
        var unique = addUnique("tasks", "external_id")
                .onDuplicates(keepFirst(asc("id")))
                .onDuplicates(refuse());
        assertRefused(ViolationsException.class, () -> apply(unique));
    }

    @Test
    void replacesAPartialIndexAndBringsItBack() {
        execute("create index partial on tasks (external_id, project_id) where external_id is not null");
        var before = Snapshot.of(database);
        var unique = addUnique("tasks", "external_id", "project_id").replacingIndex("partial");
        var report = apply(unique);
        assertConverged(unique);
        assertReverses(report, before);
    }

    @Test
    void refusesToReplaceAnIndexThatIsStillOfUse() {
        assertRefused(
                DifferentShapeException.class,
                () -> apply(addUnique("tasks", "project_id", "external_id").replacingIndex("ix_tasks_external_id")));
    }

    @Test
    void refusesANameThatIsTakenInAnotherTable() {
        execute("create table other (a integer)", "create index taken on other (a)");
        assertRefused(
                DifferentShapeException.class,
                () -> apply(addUnique("tasks", "external_id").named("taken")));
        assertRefused(
                DifferentShapeException.class,
                () -> apply(addUnique("tasks", "external_id").named("other")));
    }

    @Test
    void leavesAnEqualKeyAloneWhateverItsName() {
        execute("create unique index theirs on tasks (external_id)");
        assertConverged(addUnique("tasks", "external_id").asIndex());
    }

    @Test
    void isAnIndexWithoutAConstraintWhenThatIsWanted() {
        var before = Snapshot.of(database);
        var unique = addUnique("tasks", "external_id").asIndex().named("ux");
        var report = apply(unique);
        assertRefusedByDatabase(A_DUPLICATE);
        assertThat(String.join("\n", Snapshot.schema(database))).contains("ux").doesNotContain("constraint ux");
        assertConverged(unique);
        assertReverses(report, before);
    }

    @Test
    void turnsAnEqualIndexIntoAConstraintWhereThereAreConstraints() {
        Assumptions.assumeTrue(target.isPostgres());
        execute("create unique index theirs on tasks (external_id)");
        var before = Snapshot.of(database);
        var unique = addUnique("tasks", "external_id").named("ours");
        var plan = intact().plan(Change.of("x", unique));
        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("theirs") && warning.contains("ours"));
        var report = apply(unique);
        assertThat(String.join("\n", Snapshot.schema(database)))
                .contains("constraint ours")
                .doesNotContain("theirs");
        assertReverses(report, before);
    }

    @Test
    void holdsAmongSomeRowsOnly() {
        execute("insert into tasks (id, project_id, external_id) values (6, 7, 'a'), (7, 7, 'z')");
        var before = Snapshot.of(database);
        var unique = addUnique("tasks", "external_id").where("project_id in (1, 2)");
        var report = apply(unique);
        assertRefusedByDatabase(A_DUPLICATE);
        assertAcceptedByDatabase("insert into tasks (id, project_id, external_id) values (99, 7, 'z')");
        assertConverged(unique);
        execute("delete from tasks where id = 99");
        assertReverses(report, before);
    }

    @Test
    void replacesAPartialIndexOverTheSameRowsHoweverThatIsSaid() {
        execute("create index ix_few on tasks (external_id) where project_id in (1, 2)");
        var before = Snapshot.of(database);
        var unique =
                addUnique("tasks", "external_id").where("project_id IN (1,2)").replacingIndex("ix_few");
        var report = apply(unique);
        assertThat(String.join("\n", before)).contains("ix_few");
        assertThat(String.join("\n", Snapshot.schema(database))).doesNotContain("ix_few");
        assertConverged(unique);
        assertReverses(report, before);
    }

    @Test
    void refusesToReplaceAPartialIndexOverOtherRows() {
        execute("create index partial on tasks (external_id) where project_id in (1, 3)");
        assertRefused(
                DifferentShapeException.class,
                () -> apply(addUnique("tasks", "external_id")
                        .where("project_id in (1, 2)")
                        .replacingIndex("partial")));
    }

    @Test
    void seesDuplicatesOnlyAmongThoseRows() {
        insertDuplicates();
        var refusal = assertRefused(
                ViolationsException.class,
                () -> apply(addUnique("tasks", "external_id").where("project_id in (1, 2)")));
        assertThat(refusal.violations().get(0).samples())
                .containsExactly(new Violation.Sample("external_id = 'b'", 2, List.of("2", "8"), "id"));
    }

    @Test
    void holdsOverAnExpression() {
        var before = Snapshot.of(database);
        var unique = addUnique("tasks", "project_id").onExpression("lower(title)");
        var report = apply(unique);
        assertRefusedByDatabase("insert into tasks (id, project_id, title) values (99, 1, 'ONE')");
        assertAcceptedByDatabase("insert into tasks (id, project_id, title) values (99, 2, 'ONE')");
        assertConverged(unique);
        execute("delete from tasks where id = 99");
        assertReverses(report, before);
    }

    @Test
    void recognisesExpressionsInTheDatabasesOwnWords() {
        var unique = addUnique("tasks")
                .onExpression("lower( TITLE )")
                .where("note in ('a','b') and title<>''")
                .named("ux");
        apply(unique);
        assertConverged(unique);
        assertConverged(addUnique("tasks").onExpression("lower(title)").where("note IN ('a', 'b') AND title <> ''"));
        assertThat(intact().plan(Change.of(
                                "x",
                                addUnique("tasks").onExpression("lower(title)").where("note in ('a','c')")))
                        .steps())
                .isNotEmpty();
    }

    @Test
    void canBeDeferredWhereTheDatabaseCan() {
        var unique = addUnique("tasks", "external_id").deferrable();
        if (!target.isPostgres()) {
            assertRefused(UnsupportedChangeException.class, () -> apply(unique));
            return;
        }
        var before = Snapshot.of(database);
        assertThat(intact().plan(Change.of("x", unique)).warnings())
                .anyMatch(warning -> warning.contains("ON CONFLICT"));
        var report = apply(unique);
        assertAcceptedByDatabase("""
                begin; set constraints all deferred;
                update tasks set external_id = 'b' where id = 1; update tasks set external_id = 'a' where id = 2;
                update tasks set external_id = 'a' where id = 1; update tasks set external_id = 'b' where id = 2;
                commit;
                """);
        assertRefusedByDatabase(A_DUPLICATE);
        assertConverged(unique);
        assertReverses(report, before);
    }

    @Test
    void isDeferredFromTheStartWhereTheDatabaseCan() {
        var unique = addUnique("tasks", "external_id").initiallyDeferred();
        if (!target.isPostgres()) {
            assertRefused(UnsupportedChangeException.class, () -> apply(unique));
            return;
        }
        var before = Snapshot.of(database);
        var report = apply(unique);
        assertAcceptedByDatabase("begin; " + A_DUPLICATE + "; delete from tasks where id = 99; commit");
        assertRefusedByDatabase(A_DUPLICATE);
        assertConverged(unique);
        assertConverged(
                Change.parse(Change.of("x", unique).toString()).operations().get(0));
        assertReverses(report, before);
    }

    @Test
    void refusesToChooseByAColumnThatIsNotThereAndNamesTheNearest() {
        insertDuplicates();
        var refusal = assertRefused(
                UnknownNameException.class,
                () -> apply(addUnique("tasks", "external_id").onDuplicates(keepFirst(asc("projct_id")))));
        assertThat(refusal.nearest()).first().isEqualTo("project_id");
    }

    @Test
    void movesAllButTheFirstIntoQuarantineAndLosesNothing() {
        insertDuplicates();
        var unique = addUnique("tasks", "external_id").onDuplicates(keepFirst(desc("project_id")));
        var whole = rows("select id, project_id, external_id, title, note from tasks order by id");

        var report = apply(unique);

        assertThat(rows("select id from tasks order by id"))
                .isEqualTo(List.of(List.of(3L), List.of(4L), List.of(5L), List.of(6L), List.of(2L)).stream()
                        .sorted((a, b) -> Long.compare(a.get(0), b.get(0)))
                        .toList());
        assertThat(rows("select id from intact_quarantine_tasks order by id"))
                .isEqualTo(List.of(List.of(1L), List.of(7L), List.of(8L)));
        assertThat(rows("""
                        select id, project_id, external_id, title, note from tasks
                        union all select id, project_id, external_id, title, note from intact_quarantine_tasks order by id
                        """)).isEqualTo(whole);
        assertThat(rows("select distinct intact_reason from intact_quarantine_tasks where intact_moved_at is not null"))
                .isEqualTo(List.of(List.of("unique (external_id)")));
        assertRefusedByDatabase(A_DUPLICATE);
        assertConverged(unique);
        assertThat(((Reverse.Reversible) report.reverse()).notes())
                .anyMatch(note -> note.contains("intact_quarantine_tasks"));
    }

    @Test
    void keepsTheLastWhereThatIsChosenAndThePrimaryKeySettlesTies() {
        insertDuplicates();
        execute("update tasks set project_id = 1");
        apply(addUnique("tasks", "external_id").onDuplicates(keepLast(asc("project_id"))));
        assertThat(rows("select id from intact_quarantine_tasks order by id"))
                .isEqualTo(List.of(List.of(1L), List.of(2L), List.of(6L)));
    }

    @Test
    void makesNoQuarantineWhereNothingIsEqual() {
        apply(addUnique("tasks", "external_id").onDuplicates(keepFirst(asc("id"))));
        assertThat(String.join("\n", Snapshot.schema(database))).doesNotContain("quarantine");
    }

    @Test
    void movesAgainIntoTheQuarantineThatIsThere() {
        insertDuplicates();
        apply(addUnique("tasks", "external_id").onDuplicates(keepFirst(asc("id"))));
        execute("insert into tasks (id, project_id, external_id, title) values (20, 5, 'n', 'One')");
        apply(addUnique("tasks", "title").onDuplicates(keepFirst(asc("id"))));
        assertThat(rows("select id, intact_reason from intact_quarantine_tasks order by id"))
                .isEqualTo(List.of(
                        List.of(6L, "unique (external_id)"),
                        List.of(7L, "unique (external_id)"),
                        List.of(8L, "unique (external_id)"),
                        List.of(20L, "unique (title)")));
    }

    @Test
    void refusesToMoveRowsThatOthersPointAt() {
        insertDuplicates();
        execute("create table notes (id integer primary key, task_id integer references tasks (id) on delete cascade)");
        execute("insert into notes values (1, 1), (2, 7), (3, 8)");
        var refusal = assertRefused(
                ViolationsException.class,
                () -> apply(addUnique("tasks", "external_id").onDuplicates(keepFirst(asc("id")))));
        assertThat(refusal.code()).isEqualTo("referenced-row");
        assertThat(refusal.violations().get(0).rows()).isEqualTo(2);
    }

    @Test
    void pointsReferencesAtTheRowThatStaysWhenTold() {
        insertDuplicates();
        execute("create table notes (id integer primary key, task_id integer references tasks (id) on delete cascade)");
        execute("insert into notes values (1, 1), (2, 7), (3, 8), (4, null)");
        apply(addUnique("tasks", "external_id")
                .onDuplicates(keepFirst(asc("id")))
                .repointReferences());
        assertThat(rows("select id, coalesce(task_id, 0) from notes order by id"))
                .isEqualTo(List.of(List.of(1L, 1L), List.of(2L, 1L), List.of(3L, 2L), List.of(4L, 0L)));
    }

    /** The key compares texts, where 1 is not '01'; what points at a row that goes, SQLite looks for by numbers. */
    @Test
    void refusesToPointReferencesElsewhereThatAreNotComparedAlike() {
        Assumptions.assumeFalse(target.isPostgres());
        execute("""
                create table codes (id integer primary key, code text unique, title text);
                insert into codes values (2, '01', 'b'), (3, 'x', 'b'), (4, '1', 'a');
                create table uses (id integer primary key, code integer references codes (code));
                insert into uses values (1, 1), (2, 'x');
                """);
        var unique = addUnique("codes", "title").onDuplicates(keepLast(asc("id")));
        var refusal = assertRefused(UnsupportedChangeException.class, () -> apply(unique.repointReferences()));
        assertThat(refusal).hasMessageContaining("not compared alike");
        assertRefused(ViolationsException.class, () -> apply(unique));
    }

    @Test
    void movesRowsThatPointAtEachOther() {
        insertDuplicates();
        execute("create table parents (id integer primary key)", "insert into parents values (1), (2)");
        execute("""
                create table items (id integer primary key, name text, parent integer references items (id));
                insert into items values (1, 'a', null), (2, 'a', 1), (3, 'b', 2);
                """);
        apply(addUnique("items", "name").onDuplicates(keepFirst(asc("id"))).repointReferences());
        assertThat(rows("select id, coalesce(parent, 0) from items order by id"))
                .isEqualTo(List.of(List.of(1L, 0L), List.of(3L, 1L)));
    }

    @Test
    void refusesToChooseWithoutAPrimaryKey() {
        execute("create table keyless (a integer)", "insert into keyless values (1), (1)");
        assertRefused(
                UnsupportedChangeException.class,
                () -> apply(addUnique("keyless", "a").onDuplicates(keepFirst(asc("a")))));
        assertRefused(ViolationsException.class, () -> apply(addUnique("keyless", "a")));
    }

    @Test
    void worksOnNamesThatNeedCare() {
        var odd = "we\"ird; drop table tasks; -- Straße 名 'x' select";
        var quoted = "\"" + odd.replace("\"", "\"\"") + "\"";
        execute("create table %s (%s integer primary key, \"order\" text, \"a?b {0}\" text)".formatted(quoted, quoted));
        execute("create index \"group by\" on %s (\"order\", \"a?b {0}\")".formatted(quoted));
        execute("insert into %s values (1, 'x', 'y'), (2, 'x', 'z'), (3, 'x', 'z')".formatted(quoted));
        var unique = addUnique(odd, "order", "a?b {0}").named("uq \"x\"; --").replacingIndex("group by");
        var refusal = assertRefused(ViolationsException.class, () -> apply(unique));
        assertThat(refusal.violations().get(0).samples().get(0).keys()).containsExactly("2", "3");
        apply(unique.onDuplicates(keepFirst(asc(odd))));
        assertRefusedByDatabase("insert into %s values (9, 'x', 'z')".formatted(quoted));
        assertConverged(unique);
        assertThat(rows("select count(*) from tasks")).isEqualTo(List.of(List.of(5L)));
    }

    @Test
    void takesAnExpressionWithMarksThatLookLikeParameters() {
        var unique = addUnique("tasks").onExpression("replace(title, '? {0} :x', '')");
        apply(unique);
        assertConverged(unique);
    }

    @Test
    void worksInAnotherSchema() {
        Assumptions.assumeTrue(target.isPostgres());
        execute("create schema app", "create table app.tasks (id integer primary key, external_id text)");
        execute("insert into app.tasks values (1, 'a'), (2, 'a')");
        var unique = addUnique(table("app", "tasks"), "external_id");
        assertRefused(ViolationsException.class, () -> apply(unique));
        apply(unique.onDuplicates(keepFirst(asc("id"))));
        assertRefusedByDatabase("insert into app.tasks values (9, 'a')");
        assertAcceptedByDatabase(A_DUPLICATE);
        assertThat(rows("select id from app.intact_quarantine_tasks")).isEqualTo(List.of(List.of(2L)));
        assertConverged(unique);
    }

    @Test
    void letsNobodyElseReadTheQuarantine() {
        Assumptions.assumeTrue(target.isPostgres());
        insertDuplicates();
        var role = "reader \"" + System.nanoTime();
        var quoted = "\"" + role.replace("\"", "\"\"") + "\"";
        execute("create role %s login".formatted(quoted));
        try {
            execute(
                    "alter default privileges grant all on tables to public",
                    "alter default privileges grant select on tables to %s".formatted(quoted),
                    "create table open_to_all (a integer)");
            apply(addUnique("tasks", "external_id").onDuplicates(keepFirst(asc("id"))));
            var readable =
                    "select count(*) from pg_class where relname = '%s' and has_table_privilege('%s', oid, 'select')";
            assertThat(rows(readable.formatted("open_to_all", role))).isEqualTo(List.of(List.of(1L)));
            assertThat(rows(readable.formatted("intact_quarantine_tasks", role)))
                    .isEqualTo(List.of(List.of(0L)));
        } finally {
            execute("drop owned by %s".formatted(quoted), "drop role %s".formatted(quoted));
        }
    }

    @Test
    void neverKeepsARowWithoutAValueWhereAnotherHasOne() {
        insertDuplicates();
        execute("update tasks set title = null where id in (1, 6)");
        apply(addUnique("tasks", "external_id").onDuplicates(keepFirst(desc("title"))));
        assertThat(rows("select id from tasks where external_id = 'a'")).isEqualTo(List.of(List.of(7L)));
        execute("update tasks set note = null where id <> 3", "update tasks set project_id = 3 where id < 6");
        apply(addUnique("tasks", "project_id").onDuplicates(keepLast(asc("note"))));
        assertThat(rows("select id from tasks where project_id = 3")).isEqualTo(List.of(List.of(3L)));
    }

    @Test
    void neverLosesARowThatBecomesEqualOnlyByPointingReferencesElsewhere() {
        execute("""
                create table folders (id integer primary key, parent integer references folders (id), name text);
                create table documents (id integer primary key, folder integer references folders (id) on delete cascade);
                insert into folders values (5, null, 'root'), (10, 5, 'x'), (11, 5, 'x'), (20, 10, 'y'), (21, 11, 'y');
                insert into documents values (1, 20), (2, 21);
                """);
        var unique = addUnique("folders", "parent", "name")
                .onDuplicates(keepFirst(asc("id")))
                .repointReferences();
        try {
            apply(unique);
        } catch (ViolationsException e) {
            assertThat(e.violations()).isNotEmpty();
        }
        assertThat(rows("select id from documents order by id")).isEqualTo(List.of(List.of(1L), List.of(2L)));
    }

    @Test
    void refusesToPointAReferenceAtNothing() {
        execute("""
                create table parents (id integer primary key, code text unique, email text);
                create table kids (id integer primary key, code text references parents (code));
                insert into parents values (1, null, 'e'), (2, 'x', 'e');
                insert into kids values (1, 'x');
                """);
        var rows = Snapshot.rows(database);
        assertThatThrownBy(() -> apply(addUnique("parents", "email")
                        .onDuplicates(keepFirst(asc("id")))
                        .repointReferences()))
                .isInstanceOf(ViolationsException.class);
        assertThat(Snapshot.rows(database)).isEqualTo(rows);
    }

    @Test
    void changesNothingWhereATriggerKeepsTheRowsThatWouldGo() {
        Assumptions.assumeTrue(!target.isOnline());
        insertDuplicates();
        if (target.isPostgres()) {
            execute("create function keep() returns trigger language plpgsql as 'begin return null; end'");
            execute("create trigger keep before delete on tasks for each row execute function keep()");
        } else {
            execute("create trigger keep before delete on tasks begin select raise(ignore); end");
        }
        var unique = addUnique("tasks", "external_id").onDuplicates(keepFirst(asc("id")));
        var refusal = assertRefused(ViolationsException.class, () -> apply(unique));
        assertThat(refusal.violations())
                .singleElement()
                .extracting(Violation::rows)
                .isEqualTo(5L);
        execute("drop trigger keep" + (target.isPostgres() ? " on tasks" : ""));
        apply(unique);
        assertThat(rows("select count(*) from intact_quarantine_tasks")).isEqualTo(List.of(List.of(3L)));
    }

    @Test
    void tellsWhyRowsCouldNotBeMovedRatherThanThatTheyAreDuplicates() {
        insertDuplicates();
        if (target.isPostgres()) {
            execute("create function keep() returns trigger language plpgsql as "
                    + "'begin raise check_violation using message = ''kept on purpose''; end'");
            execute("create trigger keep before delete on tasks for each row execute function keep()");
        } else {
            execute("create trigger keep before delete on tasks begin select raise(abort, 'kept on purpose'); end");
        }
        var rows = Snapshot.rows(database);
        assertThatThrownBy(() -> apply(addUnique("tasks", "external_id").onDuplicates(keepFirst(asc("id")))))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("delete from")
                .rootCause()
                .hasMessageContaining("kept on purpose");
        assertThat(Snapshot.rows(database)).isEqualTo(rows);
    }
}
