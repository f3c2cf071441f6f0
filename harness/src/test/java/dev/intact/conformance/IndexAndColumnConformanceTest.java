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
import static dev.intact.Operations.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.check.ViolationsException;
import dev.intact.error.DependentsException;
import dev.intact.error.DifferentShapeException;
import dev.intact.error.IntactException;
import dev.intact.harness.Snapshot;
import dev.intact.operation.Change;
import dev.intact.operation.Composite;
import dev.intact.operation.Operation;
import dev.intact.operation.Reverse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class IndexAndColumnConformanceTest extends Conformance {
    IndexAndColumnConformanceTest(Target target) {
        super(target);
    }

    @Test
    void createIndexMakesAnIndexAndTakesItBack() {
        var before = Snapshot.of(database);
        var index = createIndex("tasks", "project_id")
                .onExpression("lower(title)")
                .where("title is not null")
                .named("by_title");
        var report = apply(index);
        assertThat(String.join("\n", Snapshot.schema(database))).contains("by_title");
        assertConverged(index);
        assertReverses(report, before);
    }

    @Test
    void createIndexRefusesANameOfAnotherShape() {
        assertRefused(
                DifferentShapeException.class,
                () -> apply(createIndex("tasks", "title").named("ix_tasks_external_id")));
    }

    @Test
    void dropIndexTakesAnyIndexAndBringsItBackAsItWas() {
        execute("create unique index odd on tasks (title desc, lower(note)) where project_id > 0");
        var before = Snapshot.of(database);
        var report = apply(dropIndex("tasks", "odd"));
        assertThat(String.join("\n", Snapshot.schema(database))).doesNotContain("odd");
        assertConverged(dropIndex("tasks", "odd"));
        var reverse = ((Reverse.Reversible) report.reverse()).change();
        intact().apply(reverse);
        assertThat(intact().plan(reverse).steps()).isEmpty();
        assertThat(Snapshot.rows(database))
                .isEqualTo(before.stream()
                        .filter(line -> !line.startsWith("schema"))
                        .toList());
        assertRefusedByDatabase("insert into tasks (id, project_id, title, note) values (99, 1, 'One', 'NONE')");
    }

    @Test
    void dropIndexRefusesTheKeyOfAForeignKey() {
        execute("create unique index uq on tasks (title)");
        execute("create table notes (title text references tasks (title))");
        var refusal = assertRefused(DependentsException.class, () -> apply(dropIndex("tasks", "uq")));
        assertThat(refusal.dependents()).singleElement().asString().contains("notes");
        assertRefused(DependentsException.class, () -> apply(dropUnique("tasks", "title")));
    }

    @Test
    void dropUniqueUndoesAddUnique() {
        var before = Snapshot.of(database);
        apply(addUnique("tasks", "external_id"));
        var report = apply(dropUnique("tasks", "external_id"));
        assertThat(Snapshot.of(database)).isEqualTo(before);
        assertConverged(dropUnique("tasks", "external_id"));
        intact().apply(((Reverse.Reversible) report.reverse()).change());
        assertRefusedByDatabase("insert into tasks (id, project_id, external_id) values (99, 1, 'a')");
    }

    @Test
    void dropUniqueOfAConstraintInTheTableAndItsReverse() {
        execute("create table coded (id integer primary key, code text, constraint uq_code unique (code))");
        execute("insert into coded values (1, 'a')");
        var before = Snapshot.of(database);
        var rows = Snapshot.rows(database);
        var report = apply(dropUnique("coded", "code"));
        execute("insert into coded values (2, 'a')", "delete from coded where id = 2");
        if (target.isPostgres()) {
            assertReverses(report, before);
            return;
        }
        // SQLite keeps the words of a definition: the constraint comes back in others.
        intact().apply(((Reverse.Reversible) report.reverse()).change());
        assertRefusedByDatabase("insert into coded values (2, 'a')");
        assertThat(Snapshot.rows(database)).isEqualTo(rows);
    }

    @Test
    void dropUniqueAsksWhichWhereSeveralAreOnTheSameColumns() {
        execute("create table coded (id integer primary key, code text, constraint uq_code unique (code))");
        execute("create unique index ux_code on coded (code)");
        var refusal = assertRefused(DifferentShapeException.class, () -> apply(dropUnique("coded", "code")));
        assertThat(refusal.getMessage()).contains("uq_code", "ux_code");
        apply(dropUnique("coded", "code").named("ux_code"));
        assertConverged(dropUnique("coded", "code").named("ux_code"));
        assertThat(String.join("\n", Snapshot.schema(database)))
                .contains("uq_code")
                .doesNotContain("ux_code");
    }

    @Test
    void aPredicateThatEveryRowFulfilsIsRecognisedAgain() {
        var before = Snapshot.of(database);
        var index = createIndex("tasks", "title").where("true");
        var report = apply(index);
        assertConverged(index);
        assertReverses(report, before);
        var unique = addUnique("tasks", "id", "title").where("1 = 1");
        apply(unique);
        assertConverged(unique);
    }

    @Test
    void addColumnGivesEveryRowItsDefault() {
        var before = Snapshot.of(database);
        var column = addColumn("tasks", "stars", "integer").notNull().defaultValue("3");
        var report = apply(column);
        assertThat(rows("select distinct stars from tasks")).isEqualTo(List.of(List.of(3L)));
        assertRefusedByDatabase("insert into tasks (id, project_id, stars) values (99, 1, null)");
        assertConverged(column);
        assertReverses(report, before);
    }

    @Test
    void addColumnWithoutADefaultIsNullEverywhere() {
        var before = Snapshot.of(database);
        var report = apply(addColumn("tasks", "more", "text"));
        assertThat(rows("select count(*) from tasks where more is null")).isEqualTo(List.of(List.of(5L)));
        assertReverses(report, before);
    }

    @Test
    void addColumnRefusesRowsThatWouldHaveNoValue() {
        var refusal = assertRefused(
                ViolationsException.class,
                () -> apply(addColumn("tasks", "more", "text").notNull()));
        assertThat(refusal.code()).isEqualTo("no-value");
        assertThat(refusal.violations().get(0).rows()).isEqualTo(5);
    }

    @Test
    void addColumnRefusesAColumnOfAnotherShape() {
        assertRefused(
                DifferentShapeException.class,
                () -> apply(addColumn("tasks", "note", "text").defaultValue("'other'")));
        assertConverged(addColumn("tasks", "note", "text").defaultValue("'none'"));
    }

    @Test
    void addColumnAndAUniqueKeyOnItWorkInOneChange() {
        var unique = addUnique("tasks", "code", "id");
        var column = addColumn("tasks", "code", "text").defaultValue("'x'");
        apply(column, unique);
        assertConverged(column, unique);
    }

    @Test
    void aUniqueKeyOnAColumnThatIsYetToComeIsCheckedBeforehand() {
        var refusal = assertRefused(
                ViolationsException.class,
                () -> apply(addColumn("tasks", "code", "text").defaultValue("'x'"), addUnique("tasks", "code")));
        assertThat(refusal.violations().get(0).rows()).isEqualTo(5);
    }

    @Test
    void rowsThatANewColumnMakesEqualAreMovedWithTheirValue() {
        var column = addColumn("tasks", "code", "text").defaultValue("'x'");
        var unique = addUnique("tasks", "code").onDuplicates(keepFirst(asc("id")));
        apply(column, unique);
        assertThat(rows("select id, code from tasks")).isEqualTo(List.of(List.of(1L, "x")));
        assertThat(rows("select id, code from intact_quarantine_tasks order by id"))
                .isEqualTo(List.of(List.of(2L, "x"), List.of(3L, "x"), List.of(4L, "x"), List.of(5L, "x")));
        assertConverged(column, unique);
    }

    @Test
    void aNewColumnIsProvedToHaveItsDefaultInTheSameChange() {
        var column = addColumn("tasks", "code", "text").defaultValue("'x'");
        apply(column, setNotNull("tasks", "code"));
        assertRefusedByDatabase("insert into tasks (id, project_id, code) values (99, 1, null)");
        assertRefused(
                ViolationsException.class,
                () -> apply(addColumn("tasks", "more", "text"), setNotNull("tasks", "more")));
    }

    @Test
    void reverseOfAddColumnRefusesToLoseValuesWrittenSince() {
        var report = apply(addColumn("tasks", "stars", "integer").defaultValue("3"));
        execute("update tasks set stars = 5 where id = 2");
        var refusal = assertRefused(
                ViolationsException.class, () -> intact().apply(((Reverse.Reversible) report.reverse()).change()));
        assertThat(refusal.code()).isEqualTo("lost-value");
        assertThat(refusal.violations().get(0).rows()).isEqualTo(1);
    }

    @Test
    void dropColumnRefusesToLoseValuesUnlessTold() {
        assertRefused(ViolationsException.class, () -> apply(dropColumn("tasks", "title")));
        var report = apply(dropColumn("tasks", "title").discardingValues());
        assertThat(report.reverse()).isInstanceOf(Reverse.Irreversible.class);
        assertConverged(dropColumn("tasks", "title"));
    }

    @Test
    void dropColumnOfDefaultsComesBack() {
        var report = apply(dropColumn("tasks", "note"));
        assertRefusedByDatabase("select note from tasks");
        intact().apply(((Reverse.Reversible) report.reverse()).change());
        assertThat(rows("select distinct note from tasks")).isEqualTo(List.of(List.of("none")));
    }

    @Test
    void dropColumnTakesAValueThatACollationTakesForTheDefaultForAnother() {
        if (target.isPostgres()) {
            Assumptions.assumeTrue(rows("select 1 from pg_collation where collname = 'und-x-icu'")
                            .size()
                    == 1);
            execute("create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        }
        execute("create table coded (id integer primary key, code text collate nocase default 'new')");
        execute("insert into coded values (1, 'new'), (2, 'NEW')");
        var refusal = assertRefused(ViolationsException.class, () -> apply(dropColumn("coded", "code")));
        assertThat(refusal.violations().get(0).rows()).isEqualTo(1);
        execute("delete from coded where id = 2");
        apply(dropColumn("coded", "code"));
    }

    @Test
    void dropColumnTakesAnyValueForHeldWhereTheDefaultIsNotTheSameForAll() {
        execute("create table stamped (id integer primary key, at %s default current_timestamp)"
                .formatted(target.isPostgres() ? "timestamptz" : "text"));
        execute("insert into stamped (id) values (1), (2)", "update stamped set at = null where id = 2");
        var refusal = assertRefused(ViolationsException.class, () -> apply(dropColumn("stamped", "at")));
        assertThat(refusal.violations().get(0).rows()).isEqualTo(1);
        execute("delete from stamped where id = 1");
        var report = apply(dropColumn("stamped", "at"));
        assertThat(((Reverse.Reversible) report.reverse()).notes()).anyMatch(note -> note.contains("by then"));
    }

    @Test
    void dropColumnTellsValuesApartThatHaveNoEqualityOrAreOnlyEqual() {
        var type = target.isPostgres() ? "json" : "";
        execute("create table loose (id integer primary key, v %s default '1')".formatted(type));
        execute("insert into loose (id) values (1)", "insert into loose values (2, '1.0')");
        assertRefused(ViolationsException.class, () -> apply(dropColumn("loose", "v")));
        execute("delete from loose where id = 2");
        apply(dropColumn("loose", "v"));
        if (!target.isPostgres()) {
            execute("create table untyped (id integer primary key, v default 1)");
            execute("insert into untyped values (1, 1.0)");
            assertRefused(ViolationsException.class, () -> apply(dropColumn("untyped", "v")));
            execute("update untyped set v = 1");
            apply(dropColumn("untyped", "v"));
        }
    }

    @Test
    void dropColumnNamesWhatStandsInTheWayAndTakesAlongWhatItIsToldTo() {
        execute("create index by_note on tasks (note)");
        execute("create index on_expression on tasks (lower(note)) where note <> ''");
        execute("create view notes_only as select note from tasks");
        var refusal = assertRefused(DependentsException.class, () -> apply(dropColumn("tasks", "note")));
        assertThat(refusal.dependents())
                .hasSize(3)
                .anyMatch(name -> name.contains("by_note"))
                .anyMatch(name -> name.contains("on_expression"))
                .anyMatch(name -> name.contains("notes_only"));
        assertRefused(
                DependentsException.class,
                () -> apply(dropColumn("tasks", "note").along("by_note")));
        apply(dropColumn("tasks", "note").along("by_note", "on_expression", "notes_only"));
        assertThat(String.join("\n", Snapshot.schema(database)))
                .doesNotContain("by_note", "on_expression", "notes_only");
    }

    @Test
    void dropColumnNamesTriggersChecksAndForeignKeysInTheWay() {
        execute("""
                create table log (what text);
                create table parts (id integer primary key, task_id integer, note text,
                  constraint fk_task foreign key (task_id) references tasks (id),
                  constraint ck_task check (task_id > 0 or note is null));
                """);
        execute(
                target.isPostgres()
                        ? """
                        create function noting() returns trigger language plpgsql as 'begin return new; end';
                        create trigger on_task after update of task_id on parts for each row execute function noting();
                        """
                        : "create trigger on_task after update of task_id on parts begin insert into log values (new.task_id); end");
        var refusal = assertRefused(DependentsException.class, () -> apply(dropColumn("parts", "task_id")));
        assertThat(refusal.dependents())
                .anyMatch(name -> name.contains("fk_task"))
                .anyMatch(name -> name.contains("ck_task"))
                .anyMatch(name -> name.contains("on_task"))
                .hasSize(3);
        for (var each : List.of("fk_task", "ck_task", "on_task")) {
            var others = new ArrayList<>(List.of("fk_task", "ck_task", "on_task"));
            others.remove(each);
            assertThat(assertRefused(
                                    DependentsException.class,
                                    () -> apply(dropColumn("parts", "task_id").along(others.toArray(String[]::new))))
                            .dependents())
                    .singleElement()
                    .asString()
                    .contains(each);
        }
        var all = dropColumn("parts", "task_id").along("fk_task", "ck_task", "on_task");
        apply(all);
        assertConverged(all);
        assertThat(String.join("\n", Snapshot.schema(database))).doesNotContain("fk_task", "ck_task", "on_task");
    }

    @Test
    void everyOperationWorksInAnotherSchema() {
        Assumptions.assumeTrue(target.isPostgres());
        execute("""
                create schema "my app";
                create table "my app".tasks (id integer primary key, title text, note text not null default 'none');
                insert into "my app".tasks values (1, 'One'), (2, 'Two');
                """);
        var tasks = table("my app", "tasks");
        for (var operation : List.<Operation>of(
                createIndex(tasks, "title").named("ix"),
                addColumn(tasks, "more", "integer").notNull().defaultValue("7"),
                setNotNull(tasks, "title"),
                dropNotNull(tasks, "note"),
                addUnique(tasks, "title").named("uq"))) {
            var before = Snapshot.of(database);
            var report = apply(operation);
            assertConverged(operation);
            assertReverses(report, before);
            apply(operation);
        }
        for (var operation : List.<Operation>of(
                dropUnique(tasks, "title"),
                dropIndex(tasks, "ix"),
                dropColumn(tasks, "more"),
                dropNotNull(tasks, "title"))) {
            var report = apply(operation);
            assertConverged(operation);
            intact().apply(((Reverse.Reversible) report.reverse()).change());
            assertThat(apply(operation).changedAnything()).isTrue();
        }
        assertThat(rows("select title from tasks where id = 1")).isEqualTo(List.of(List.of("One")));
    }

    @Test
    void createIndexThatIsUniqueListsDuplicates() {
        insertDuplicates();
        var index = createIndex("tasks", "external_id").named("ux").unique();
        var refusal = assertRefused(ViolationsException.class, () -> apply(index));
        assertThat(refusal.violations().get(0).rows()).isEqualTo(5);
    }

    @Test
    void dropColumnRefusesAKey() {
        assertRefused(
                DependentsException.class, () -> apply(dropColumn("tasks", "id").discardingValues()));
        execute("create unique index uq on tasks (title)");
        execute("create table notes (title text references tasks (title))");
        assertRefused(
                DependentsException.class,
                () -> apply(dropColumn("tasks", "title").along("uq").discardingValues()));
    }

    @Test
    void dropColumnLeavesTheRestAlone() {
        execute("create table log (what text)");
        execute("create view other as select id, title from tasks");
        if (target.isPostgres()) {
            execute("comment on column tasks.title is 'kept'", "alter table tasks add check (project_id > 0)");
        } else {
            execute("create trigger t after update of title on tasks begin insert into log values (new.title); end");
        }
        var rows = rows("select id, project_id, external_id, title from tasks order by id");
        apply(dropColumn("tasks", "note"));
        assertThat(rows("select id, project_id, external_id, title from tasks order by id"))
                .isEqualTo(rows);
        assertThat(rows("select count(*) from other")).isEqualTo(List.of(List.of(5L)));
        execute("update tasks set title = 'new' where id = 1");
        assertThat(rows("select count(*) from log")).isEqualTo(List.of(List.of(target.isPostgres() ? 0L : 1L)));
    }

    @Test
    void setNotNullForbidsNullAndTakesItBack() {
        execute("update tasks set title = 'Four' where title is null");
        var before = Snapshot.of(database);
        var report = apply(setNotNull("tasks", "title"));
        assertRefusedByDatabase("insert into tasks (id, project_id) values (99, 1)");
        assertConverged(setNotNull("tasks", "title"));
        assertReverses(report, before);
    }

    @Test
    void setNotNullListsTheRowsWithoutAValue() {
        var refusal = assertRefused(ViolationsException.class, () -> apply(setNotNull("tasks", "title")));
        assertThat(refusal.code()).isEqualTo("null-value");
        assertThat(refusal.violations().get(0).samples())
                .singleElement()
                .satisfies(sample -> assertThat(sample.what()).isEqualTo("id = 4"));
    }

    @Test
    void dropNotNullAllowsNull() {
        var before = Snapshot.of(database);
        var report = apply(dropNotNull("tasks", "project_id"));
        assertAcceptedByDatabase("insert into tasks (id, project_id) values (99, null)");
        assertConverged(dropNotNull("tasks", "project_id"));
        var reverse = ((Reverse.Reversible) report.reverse()).change();
        assertThat(assertRefused(ViolationsException.class, () -> intact().apply(reverse))
                        .code())
                .isEqualTo("null-value");
        execute("delete from tasks where id = 99");
        assertReverses(report, before);
    }

    @Test
    void dropNotNullRefusesAPrimaryKey() {
        assertRefused(IntactException.class, () -> apply(dropNotNull("tasks", "id")));
    }

    @Test
    void severalOperationsAreAllOrNothingInTheirRefusal() {
        insertDuplicates();
        var refusal = assertRefused(
                ViolationsException.class,
                () -> apply(
                        createIndex("tasks", "note"), addUnique("tasks", "external_id"), setNotNull("tasks", "title")));
        assertThat(refusal.violations()).hasSize(2);
    }

    @Test
    void aCollationCanBeNamedWithItsSchema() {
        Assumptions.assumeTrue(target.isPostgres());
        execute("create schema app", "create collation app.german from \"C\"");
        for (var collation : List.of("pg_catalog.\"C\"", "app.\"german\"", "\"app\".\"german\"")) {
            var term = IndexTerm.column("title").withCollation(collation);
            var unique = createIndex("tasks").with(term).named("ux_title").unique();
            var before = Snapshot.of(database);
            var report = apply(unique);
            assertConverged(unique);
            assertReverses(report, before);
            execute("insert into tasks (id, project_id, title) values (90, 1, 'One')");
            assertRefused(ViolationsException.class, () -> apply(unique));
            execute("delete from tasks where id = 90");
        }
    }

    @Test
    void theWayBackSaysWhatItDoesNotBringBack() {
        Assumptions.assumeTrue(target.isPostgres());
        execute("""
                create table coded (id integer primary key, code text, kind text, constraint uq_code unique (code));
                create unique index ux_kind on coded (kind);
                create index ix_both on coded (code, kind);
                comment on constraint uq_code on coded is 'of the key';
                comment on index ux_kind is 'of the index';
                comment on index ix_both is 'of both';
                comment on column coded.kind is 'of the column';
                grant select (kind) on coded to public;
                """);
        assertThat(notes(dropUnique("coded", "code"))).anyMatch(note -> note.contains("of the key"));
        assertThat(notes(dropIndex("coded", "ix_both"))).anyMatch(note -> note.contains("of both"));
        assertThat(notes(addUnique("coded", "kind"))).anyMatch(note -> note.contains("of the index"));
        assertThat(notes(dropColumn("coded", "kind").along("ux_kind", "ix_both")))
                .anyMatch(note -> note.contains("of the column"))
                .anyMatch(note -> note.contains("of the index"))
                .anyMatch(note -> note.contains("of both"))
                .anyMatch(note -> note.contains("privileges on column kind"));
        assertThat(notes(dropColumn("coded", "code").along("uq_code", "ix_both")))
                .anyMatch(note -> note.contains("of the key"))
                .noneMatch(note -> note.contains("of the column"));
    }

    private List<String> notes(Operation operation) {
        var reverse = intact().plan(Change.of("x", operation)).reverse();
        return ((Reverse.Reversible) reverse).notes();
    }

    @Test
    void dropColumnWithItsSequenceIsNotSaidToComeBack() {
        Assumptions.assumeTrue(target.isPostgres());
        execute("create table numbered (id integer primary key, n serial)");
        execute("alter table numbered alter column n drop not null");
        var plan = intact().plan(Change.of("x", dropColumn("numbered", "n")));
        assertThat(plan.reverse()).isInstanceOf(Reverse.Irreversible.class);
    }

    @Test
    void dropUniqueNamesAFunctionThatNeedsTheConstraint() {
        Assumptions.assumeTrue(target.isPostgres());
        apply(addUnique("tasks", "external_id").named("uq_new"));
        execute("create function put() returns void begin atomic insert into tasks (id, project_id) values (50, 1)"
                + " on conflict on constraint uq_new do nothing; end");
        var refusal = assertRefused(DependentsException.class, () -> apply(dropUnique("tasks", "external_id")));
        assertThat(refusal.dependents()).singleElement().asString().contains("put()");
        assertRefused(
                DependentsException.class,
                () -> apply(dropColumn("tasks", "external_id")
                        .along("uq_new", "ix_tasks_external_id")
                        .discardingValues()));
        execute("drop function put()");
        apply(dropUnique("tasks", "external_id"));
    }

    /** What a user may write: an operation that only says what it comes down to. */
    private record Identifying(TableName table, String column) implements Composite {
        @Override
        public Scope scope() {
            return setNotNull(table, column)
                    .scope()
                    .plus(addUnique(table, column).scope());
        }

        @Override
        public List<Operation> expand(Catalog before) {
            return List.of(setNotNull(table, column), addUnique(table, column));
        }
    }

    @Test
    void anOperationOfTheUsersOwnWorksEverywhere() {
        var identifying = new Identifying(TableName.of("tasks"), "title");
        var refusal = assertRefused(ViolationsException.class, () -> apply(identifying));
        assertThat(refusal.code()).isEqualTo("null-value");
        execute("update tasks set title = 'Four' where title is null");
        var before = Snapshot.of(database);
        var report = apply(identifying);
        assertRefusedByDatabase("insert into tasks (id, project_id) values (99, 1)");
        assertRefusedByDatabase("insert into tasks (id, project_id, title) values (99, 1, 'One')");
        assertConverged(identifying);
        assertReverses(report, before);
    }
}
