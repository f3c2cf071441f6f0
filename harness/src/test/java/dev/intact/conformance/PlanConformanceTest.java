package dev.intact.conformance;

import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.createIndex;
import static dev.intact.Operations.keepFirst;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.check.ViolationsException;
import dev.intact.error.PlanOutdatedException;
import dev.intact.harness.Snapshot;
import dev.intact.operation.Change;
import java.sql.SQLException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class PlanConformanceTest extends Conformance {
    private static final Change UNIQUE = Change.of(
            "external_id is unique",
            addUnique("tasks", "external_id").replacingIndex("ix_tasks_external_id"),
            createIndex("tasks", "title"));

    PlanConformanceTest(Target target) {
        super(target);
    }

    @Test
    void writesNothing() {
        insertDuplicates();
        var before = Snapshot.of(database);
        intact().plan(UNIQUE);
        intact().plan(Change.of("x", addUnique("tasks", "external_id").onDuplicates(keepFirst(asc("id")))));
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    @Test
    void printsEveryStatementWithItsPurpose() {
        var plan = intact().plan(UNIQUE);
        assertThat(plan.steps()).isNotEmpty();
        for (var step : plan.steps()) {
            assertThat(plan.sql()).contains(step.sql() + ";").contains(step.purpose());
        }
        assertThat(plan.toString()).contains("external_id is unique", "reverse");
    }

    @Test
    void isAScriptThatDoesTheSameByHand() {
        insertDuplicates();
        var change = Change.of(
                "x",
                addUnique("tasks", "external_id")
                        .replacingIndex("ix_tasks_external_id")
                        .onDuplicates(keepFirst(asc("id"))));
        execute(intact().plan(change).sql());
        assertThat(intact().plan(change).steps()).isEmpty();
        assertThat(rows("select id from intact_quarantine_tasks order by id")).hasSize(3);
    }

    @Test
    void runsLater() {
        var plan = intact().plan(UNIQUE);
        execute("insert into tasks (id, project_id, external_id) values (30, 3, 'later')");
        var report = intact().apply(plan);
        assertThat(report.executed()).isEqualTo(plan.steps());
        assertThat(intact().plan(UNIQUE).steps()).isEmpty();
    }

    @Test
    void hasNothingToDoWhenItIsRunAgain() {
        var plan = intact().plan(UNIQUE);
        intact().apply(plan);
        assertThat(intact().apply(plan).executed()).isEmpty();
    }

    @Test
    void goesOnFromWhereTheSchemaIs() throws SQLException {
        var plan = intact().plan(UNIQUE);
        var first = plan.stages().get(0);
        for (var step : first.steps()) {
            database.execute(step.sql());
        }
        var report = intact().apply(plan);
        assertThat(report.executed())
                .isEqualTo(
                        plan.steps().subList(first.steps().size(), plan.steps().size()));
        assertThat(intact().plan(UNIQUE).steps()).isEmpty();
    }

    @Test
    void refusesASchemaItDoesNotKnowAndNamesTheDifference() {
        var plan = intact().plan(UNIQUE);
        execute("create index theirs on tasks (note)");
        var refusal = assertRefused(PlanOutdatedException.class, () -> intact().apply(plan));
        assertThat(refusal.differences()).singleElement().asString().contains("theirs");
    }

    @Test
    void isOutdatedByAForeignKeyThatHasComeSince() {
        var plan = intact().plan(UNIQUE);
        execute("create table notes (id integer primary key, task_id integer references tasks (id) on delete cascade)");
        var refusal = assertRefused(PlanOutdatedException.class, () -> intact().apply(plan));
        assertThat(refusal.differences()).singleElement().asString().contains("notes", "foreign key");
    }

    @Test
    void runsThoughATableHasComeThatDoesNotReferToItsOwn() {
        var plan = intact().plan(UNIQUE);
        execute(
                "create table notes (id integer primary key)",
                "create table lines (id integer primary key, note_id integer references notes (id))");
        assertThat(intact().apply(plan).executed()).isEqualTo(plan.steps());
    }

    @Test
    void isOutdatedByATriggerThatHasComeSinceWhereRowsAreMoved() {
        insertDuplicates();
        var plan =
                intact().plan(Change.of("x", addUnique("tasks", "external_id").onDuplicates(keepFirst(asc("id")))));
        createTrigger();
        var refusal = assertRefused(PlanOutdatedException.class, () -> intact().apply(plan));
        assertThat(refusal.differences()).singleElement().asString().contains("theirs");
    }

    @Test
    void runsThoughATriggerHasComeWhereNoRowsAreMoved() {
        var plan = intact().plan(UNIQUE);
        createTrigger();
        assertThat(intact().apply(plan).executed()).isEqualTo(plan.steps());
    }

    private void createTrigger() {
        if (target.isPostgres()) {
            execute(
                    "create function theirs() returns trigger language plpgsql as 'begin return old; end'",
                    "create trigger theirs after delete on tasks for each row execute function theirs()");
        } else {
            execute("create trigger theirs after delete on tasks begin select 1; end");
        }
    }

    @Test
    void isRefusedWhileRowsStandInItsWay() {
        insertDuplicates();
        var plan = intact().plan(UNIQUE);
        assertThat(plan.violations()).hasSize(1);
        assertThat(plan.toString()).contains("external_id = 'a'");
        assertRefused(ViolationsException.class, () -> intact().apply(plan));
    }

    @Test
    void runsOnceTheRowsThatStoodInItsWayAreMended() {
        insertDuplicates();
        var plan = intact().plan(UNIQUE);
        assertThat(plan.violations()).hasSize(1);
        execute("delete from tasks where id > 5");
        assertThat(intact().apply(plan).executed()).isEqualTo(plan.steps());
        assertThat(intact().plan(UNIQUE).steps()).isEmpty();
    }

    @Test
    void isRefusedBeforeItsFirstStepWhereRowsHaveComeSince() {
        var plan = intact().plan(Change.of("x", createIndex("tasks", "title"), addUnique("tasks", "external_id")));
        insertDuplicates();
        var refusal = assertRefused(ViolationsException.class, () -> intact().apply(plan));
        assertThat(refusal.getMessage()).contains("nothing was changed");
    }

    @Test
    void findsRowsThatCameAfterIt() {
        var plan = intact().plan(UNIQUE);
        insertDuplicates();
        var refusal = assertRefused(ViolationsException.class, () -> intact().apply(plan));
        assertThat(refusal.violations().get(0).rows()).isEqualTo(5);
    }

    @Test
    void tellsOfEachStepBeforeItRuns() {
        var told = new ArrayList<String>();
        var plan = intact().plan(UNIQUE);
        intact().onProgress(progress -> told.add(progress.number() + " of " + progress.steps()))
                .apply(UNIQUE);
        assertThat(told).hasSize(plan.steps().size()).endsWith(told.size() + " of " + told.size());
    }

    @Test
    void isUndoneWhenTheListenerThrows() {
        assertThatThrownBy(() -> intact().atomic()
                        .onProgress(progress -> {
                            throw new IllegalStateException("enough");
                        })
                        .apply(UNIQUE))
                .hasMessage("enough");
        assertThat(intact().plan(UNIQUE).steps()).isNotEmpty();
    }
}
