package dev.intact.examples;

import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.keepFirst;
import static dev.intact.examples.TitledTasks.task;
import static dev.intact.examples.TitledTasks.unplanned;

import dev.intact.operation.AddUnique;
import dev.intact.operation.Change;
import java.util.List;

/**
 * An application that knows a task by its title and milestone. A task may have no milestone, and SQL takes any two NULLs
 * for different: what a unique key is to do about that has to be said.
 */
final class TaskTitlesAreUniquePerMilestone implements Example {
    private static final String NAME = "titles are unique in a milestone";

    /** Runs this example alone. */
    public static void main(String[] arguments) {
        Examples.run(new TaskTitlesAreUniquePerMilestone());
    }

    @Override
    public void tell(Story story, ExampleDatabase database) {
        story.title("A milestone has no two tasks of the same title", database);
        var narrator = new Narrator(story, database, Tasks.NAME);
        var service = new TaskService(database.jooq(), Identity.titleInMilestone(database));

        story.chapter("What is there");
        TitledTasks.create(database);
        TitledTasks.tellWhatIsThere(story, database);
        story.tell("Release notes are written for each milestone: those are different tasks. The others are the same.");
        var start = database.snapshot(Tasks.NAME);

        story.chapter("The change that is wanted");
        var unique = unique(story, database, narrator);

        story.chapter("What happens if it is applied as it is");
        narrator.refused(Change.of(NAME, unique));

        story.chapter("The choice");
        story.tell("The first task of each title stays:");
        var decided = Change.of(NAME, unique.onDuplicates(keepFirst(asc("id"))));
        var report = narrator.planAndRun(decided);

        story.chapter("The proof");
        narrator.noRowLost(start, Tasks.NAME);
        narrator.showQuarantine(Tasks.NAME);
        var again = Tasks.insert(database, List.of(unplanned("ORDER LAPTOPS")));
        narrator.isRefused("the laptops once more, without a milestone", again);
        narrator.isAccepted(
                "the release notes in one more milestone",
                Tasks.insert(database, List.of(task(5, "Write release notes"))));
        narrator.again(decided);

        story.chapter("What the application can do now");
        var created = service.create(unplanned("Water the plants"));
        var found = service.create(unplanned("water the plants"));
        var planned = service.create(task(2, "Water the plants"));
        story.show("""
                create "Water the plants"                     %s
                create "water the plants"                     %s
                create "Water the plants" in milestone 2      %s
                """.formatted(created, found, planned));
        story.proof("the second is the first", new TaskService.Answer(created.id(), false), found);
        story.proof("the third is another", planned.created() && planned.id() != created.id());
        var bulk = new Idempotency(story, database, service);
        bulk.bulk(20, i -> unplanned("Prepare demo " + i % 15));
        bulk.bulk(100, i -> task(1 + i % 2, "Prepare demo " + i % 90));

        story.chapter("The way back");
        narrator.takeBack(report, start);
        narrator.isAccepted("the laptops once more, as it did before", again);
    }

    /** Tries what comes to mind first, and says what is wrong with it. */
    private static AddUnique unique(Story story, ExampleDatabase database, Narrator narrator) {
        var naive = addUnique(Tasks.NAME, "project_id", "milestone_id")
                .onExpression("lower(title)")
                .named("uq_tasks_milestone_title");
        story.tell(
                "A title only once in a milestone. But some tasks have none, and SQL takes any two NULLs for different:");
        story.show(JavaText.of(Change.of(NAME, naive)));
        var found = database.intact().plan(Change.of(NAME, naive)).violations().get(0);
        story.proof(
                "this would find %d rows and leave the laptops alone".formatted(found.rows()),
                found.samples().stream().noneMatch(sample -> sample.what().contains("laptops")));
        var equalNulls = naive.nullsNotDistinct();
        if (database.isPostgres()) {
            story.tell("PostgreSQL can take NULLs for equal:");
            story.show(JavaText.of(Change.of(NAME, equalNulls)));
            return equalNulls;
        }
        story.tell(
                "Other databases can take NULLs for equal with .nullsNotDistinct(). On SQLite Intact refuses that, and "
                        + "says what to do instead:");
        narrator.unsupported(Change.of(NAME, equalNulls));
        story.tell("That needs a number that no milestone has:");
        story.proof("no task is in a milestone 0", !database.jooq().fetchExists(Tasks.TASKS, Tasks.MILESTONE_ID.eq(0)));
        var expression = addUnique(Tasks.NAME, "project_id")
                .onExpression("coalesce(milestone_id, 0)")
                .onExpression("lower(title)")
                .named("uq_tasks_milestone_title");
        story.show(JavaText.of(Change.of(NAME, expression)));
        return expression;
    }
}
