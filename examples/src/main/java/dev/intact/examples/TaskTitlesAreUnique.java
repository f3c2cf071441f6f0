package dev.intact.examples;

import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.keepFirst;
import static dev.intact.examples.TitledTasks.task;
import static dev.intact.examples.TitledTasks.unplanned;

import dev.intact.operation.Change;
import java.util.List;

/** An application that knows a task by its title, across all milestones of a project: a unique index on an expression. */
final class TaskTitlesAreUnique implements Example {
    /** Runs this example alone. */
    public static void main(String[] arguments) {
        Examples.run(new TaskTitlesAreUnique());
    }

    @Override
    public void tell(Story story, ExampleDatabase database) {
        story.title("A project has no two tasks of the same title", database);
        var narrator = new Narrator(story, database, Tasks.NAME);
        var service = new TaskService(database.jooq(), Identity.TITLE_IN_PROJECT);

        story.chapter("What is there");
        TitledTasks.create(database);
        TitledTasks.tellWhatIsThere(story, database);
        var start = database.snapshot(Tasks.NAME);

        story.chapter("The change that is wanted");
        story.tell("This team wants a title only once in a project, whatever the milestone, in upper or lower case. "
                + "No UNIQUE constraint can say that; a unique index on an expression can:");
        var unique =
                addUnique(Tasks.NAME, "project_id").onExpression("lower(title)").named("uq_tasks_title");
        var change = Change.of("titles are unique in a project", unique);
        story.show(JavaText.of(change));

        story.chapter("What happens if it is applied as it is");
        narrator.refused(change);

        story.chapter("The choice");
        story.tell("The first task of each title stays:");
        var decided = Change.of("titles are unique in a project", unique.onDuplicates(keepFirst(asc("id"))));
        var report = narrator.planAndRun(decided);

        story.chapter("The proof");
        narrator.noRowLost(start, Tasks.NAME);
        narrator.showQuarantine(Tasks.NAME);
        var again = Tasks.insert(database, List.of(task(5, "WRITE RELEASE NOTES")));
        narrator.isRefused("the release notes in one more milestone", again);
        narrator.isAccepted(
                "a task of that title in project 3",
                Tasks.insert(database, List.of(new NewTask(3, 5, "Write release notes", null))));
        narrator.again(decided);

        story.chapter("What the application can do now");
        var created = service.create(unplanned("Water the plants"));
        var found = service.create(task(2, "water the plants"));
        story.show("""
                create "Water the plants"                     %s
                create "water the plants" in milestone 2      %s
                """.formatted(created, found));
        story.proof("the second is the first", new TaskService.Answer(created.id(), false), found);
        var bulk = new Idempotency(story, database, service);
        bulk.bulk(20, i -> task(1 + i % 5, "Prepare demo " + i % 15));
        bulk.bulk(100, i -> task(1 + i % 5, "Prepare demo " + i % 90));

        story.chapter("The way back");
        narrator.takeBack(report, start);
        narrator.isAccepted("the release notes in one more milestone, as it did before", again);
    }
}
