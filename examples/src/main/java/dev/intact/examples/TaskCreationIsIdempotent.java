package dev.intact.examples;

import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.keepFirst;
import static dev.intact.examples.Tasks.EXTERNAL_ID;
import static dev.intact.examples.Tasks.ID;
import static dev.intact.examples.Tasks.PROJECT_ID;
import static dev.intact.examples.Tasks.TASKS;
import static dev.intact.examples.Tasks.TITLE;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.countDistinct;

import dev.intact.check.Violation;
import dev.intact.operation.Change;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.Query;
import org.jooq.Select;
import org.jooq.exception.DataAccessException;

/**
 * Workflows create tasks and give each an external_id, so that running again creates none twice. Nothing enforces that;
 * an edit of the CREATE TABLE statement does not either, since the table is there already.
 */
final class TaskCreationIsIdempotent implements Example {
    private static final int TASKS_OF_A_PROJECT = 1500;
    private static final NewTask GIVEN_TWICE = finding(1, 7);

    /** Runs this example alone. */
    public static void main(String[] arguments) {
        Examples.run(new TaskCreationIsIdempotent());
    }

    @Override
    public void tell(Story story, ExampleDatabase database) {
        story.title("A task is created once, however often a workflow runs", database);
        var narrator = new Narrator(story, database, Tasks.NAME);
        var service = new TaskService(database.jooq(), Identity.EXTERNAL);
        var idempotency = new Idempotency(story, database, service);

        story.chapter("What is there");
        Tasks.create(database, rows());
        tellWhatIsThere(story, database);
        var start = database.snapshot(Tasks.NAME);

        story.chapter("What does not help");
        tellWhatDoesNotHelp(story, database, narrator);

        story.chapter("The change that is wanted");
        story.tell(
                "A task's external_id is unique in its project. The key does what the partial index did, which goes:");
        var unique = addUnique(Tasks.NAME, "project_id", "external_id").replacingIndex("idx_tasks_external_id");
        var change = Change.of("external_id is unique in a project", unique);
        story.show(JavaText.of(change));

        story.chapter("What happens if it is applied as it is");
        var refusal = narrator.refused(change);
        tellWhyNotGlobal(story, database, refusal.violations().get(0));

        story.chapter("The choice");
        story.tell(
                "The task that was created first stays: it is the one that people have worked on since. The others are "
                        + "moved to a table beside, none is deleted:");
        var decided = Change.of("external_id is unique in a project", unique.onDuplicates(keepFirst(asc("id"))));
        var report = narrator.planAndRun(decided);

        story.chapter("The proof");
        narrator.noRowLost(start, Tasks.NAME);
        narrator.showQuarantine(Tasks.NAME);
        narrator.isRefused("finding-7 once more in project 1", insert(database, GIVEN_TWICE));
        narrator.isAccepted("two more tasks without an external_id", twoWithoutExternalId(database));
        tellLookUp(story, database);
        narrator.again(decided);

        story.chapter("What the application can do now");
        story.tell("Insert, on conflict do nothing, and see by the number of rows whether the task is new:");
        story.show(database.jooq()
                .renderInlined(Tasks.insert(database, List.of(GIVEN_TWICE))
                        .onConflict(Identity.EXTERNAL.key())
                        .doNothing()));
        tellSingle(story, database, service);
        story.tell("Many at once:");
        idempotency.race(8, qaTask(3, 0));
        idempotency.bulk(20, i -> qaTask(1, i % 17));
        idempotency.bulk(100, i -> qaTask(1, i % 88));

        story.chapter("The way back");
        narrator.takeBack(report, start);
        narrator.isAccepted("finding-7 once more in project 1, as it did before", insert(database, GIVEN_TWICE));
        story.proof(
                "ON CONFLICT has no key to rely on any more: the application cannot create tasks that way",
                fails(service));
    }

    private static boolean fails(TaskService service) {
        try {
            service.create(qaTask(1, 1000));
            return false;
        } catch (DataAccessException e) {
            return true;
        }
    }

    private static List<NewTask> rows() {
        var findings = IntStream.rangeClosed(1, 2)
                .boxed()
                .flatMap(project -> IntStream.range(0, TASKS_OF_A_PROJECT).mapToObj(i -> finding(project, i)));
        var again = Stream.of(GIVEN_TWICE, finding(1, 40), GIVEN_TWICE, finding(2, 900));
        var byHand = IntStream.range(0, 300).mapToObj(i -> new NewTask(1 + i % 3, null, "Task by hand " + i, null));
        return Stream.of(findings, again, byHand).flatMap(tasks -> tasks).toList();
    }

    private static NewTask finding(int project, int number) {
        return new NewTask(
                project, null, "Review finding %d of project %d".formatted(number, project), "finding-" + number);
    }

    private static NewTask qaTask(int project, int number) {
        return new NewTask(project, null, "QA task " + number, "wf-abc123:create_qa_tasks:" + number);
    }

    private static Query insert(ExampleDatabase database, NewTask task) {
        return Tasks.insert(database, List.of(task));
    }

    private static Query twoWithoutExternalId(ExampleDatabase database) {
        var task = new NewTask(1, null, "Call the customer", null);
        return Tasks.insert(database, List.of(task, task));
    }

    private static void tellWhatIsThere(Story story, ExampleDatabase database) {
        story.tell(
                "An application keeps the tasks of projects. Workflows create many of them, and give each an external_id "
                        + "to recognise it by when they run again. The schema that the application runs when it starts:");
        story.show(Tasks.schema(database));
        var repeated = database.jooq()
                .select(PROJECT_ID, EXTERNAL_ID, count())
                .from(TASKS)
                .where(EXTERNAL_ID.isNotNull())
                .groupBy(PROJECT_ID, EXTERNAL_ID)
                .having(count().gt(1))
                .orderBy(PROJECT_ID, EXTERNAL_ID)
                .fetch();
        story.tell("There are %d tasks. The index on external_id is not unique, and these were created more than once:"
                .formatted(database.count(Tasks.NAME)));
        story.show(repeated);
    }

    private static void tellWhatDoesNotHelp(Story story, ExampleDatabase database, Narrator narrator) {
        story.tell("It looks enough to say UNIQUE in that schema, as the application runs it at every start:");
        var edited = Tasks.schema(database).replace("external_id     text,", "external_id     text unique,");
        story.show("instead of  %s%nnow         %s".formatted(externalId(Tasks.schema(database)), externalId(edited)));
        var before = database.snapshot(Tasks.NAME);
        database.execute(edited);
        story.tell("It ran without an error. But the table is there already, so IF NOT EXISTS skips the statement:");
        story.proof("the table has the same indexes as before, and no key", before, database.snapshot(Tasks.NAME));
        narrator.isAccepted("finding-7 once more in project 1", insert(database, GIVEN_TWICE));
    }

    private static String externalId(String schema) {
        return schema.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("external_id"))
                .findFirst()
                .orElseThrow();
    }

    /** How many more rows a key on external_id alone would have called duplicates. */
    private static void tellWhyNotGlobal(Story story, ExampleDatabase database, Violation perProject) {
        var global = database.intact()
                .plan(Change.of("external_id is unique everywhere", addUnique(Tasks.NAME, "external_id")))
                .violations()
                .get(0);
        story.tell("Why not external_id alone, as the edited schema has it? Because then");
        story.show("rule   %s%nfound  %s".formatted(global.rule(), global.found()));
        var projects = database.jooq()
                .select(countDistinct(PROJECT_ID))
                .from(TASKS)
                .where(EXTERNAL_ID.eq("finding-8"))
                .fetchSingle()
                .value1();
        story.tell(
                "and most of these are different tasks, of different projects: whoever asks for finding-8 in one project "
                        + "would be handed another project's task.");
        story.show(database.jooq()
                .select(ID, PROJECT_ID, EXTERNAL_ID, TITLE)
                .from(TASKS)
                .where(EXTERNAL_ID.eq("finding-8"))
                .orderBy(ID)
                .fetch());
        story.proof("finding-8 is a task in each of %d projects".formatted(projects), projects > 1);
        story.proof(
                "a key on external_id alone calls %d rows duplicates, the key per project %d"
                        .formatted(global.rows(), perProject.rows()),
                global.rows() > perProject.rows());
    }

    private static void tellLookUp(Story story, ExampleDatabase database) {
        Select<?> lookUp = database.jooq()
                .select(ID, TITLE)
                .from(TASKS)
                .where(PROJECT_ID.eq(1))
                .and(EXTERNAL_ID.eq("finding-7"));
        database.analyze(Tasks.NAME);
        var explained = database.explain(lookUp);
        story.tell("Looking a task up, and how the database does it:");
        story.show(database.jooq().renderInlined(lookUp) + "\n\n" + explained);
        var key = "uq_tasks_project_id_external_id";
        story.proof("the look-up uses %s".formatted(key), explained.contains(key));
    }

    private static void tellSingle(Story story, ExampleDatabase database, TaskService service) {
        var task = qaTask(1, 0);
        long before = database.count(Tasks.NAME);
        var first = service.create(task);
        var second = service.create(task);
        var elsewhere = service.create(qaTask(2, 0));
        story.show("""
                create %s in project 1   %s
                create %s in project 1   %s
                create %s in project 2   %s
                """.formatted(task.externalId(), first, task.externalId(), second, task.externalId(), elsewhere));
        story.proof("asked for again, it is the same task", second, new TaskService.Answer(first.id(), false));
        story.proof("project 2 got a task of its own", elsewhere.created() && elsewhere.id() != first.id());
        story.proof("there are 2 tasks more than before", before + 2, database.count(Tasks.NAME));
    }
}
