package dev.intact.examples;

import static dev.intact.examples.Tasks.ID;
import static dev.intact.examples.Tasks.MILESTONE_ID;
import static dev.intact.examples.Tasks.PROJECT_ID;
import static dev.intact.examples.Tasks.TASKS;
import static dev.intact.examples.Tasks.TITLE;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.select;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.impl.DSL;

/** Tasks that people enter by hand, which have titles and no external_id. */
final class TitledTasks {
    private static final List<NewTask> REPEATED = List.of(
            task(1, "Write release notes"),
            task(2, "Write release notes"),
            task(3, "Write release notes"),
            task(3, "Fix the login page"),
            task(3, "fix the Login page"),
            unplanned("Order laptops"),
            unplanned("order laptops"));

    private TitledTasks() {}

    /** {@return a task of project 1, in that milestone} */
    static NewTask task(int milestone, String title) {
        return new NewTask(1, milestone, title, null);
    }

    /** {@return a task of project 1, in no milestone yet} */
    static NewTask unplanned(String title) {
        return new NewTask(1, null, title, null);
    }

    static void create(ExampleDatabase database) {
        var different = IntStream.range(0, 900).mapToObj(i -> task(1 + i % 5, "Review section " + i));
        var elsewhere = Stream.of(new NewTask(2, 1, "Write release notes", null));
        Tasks.create(
                database,
                Stream.of(different, REPEATED.stream(), elsewhere)
                        .flatMap(tasks -> tasks)
                        .toList());
    }

    static void tellWhatIsThere(Story story, ExampleDatabase database) {
        story.tell("An application keeps the tasks of projects, some of them in a milestone of the project:");
        story.show(Tasks.schema(database));
        story.tell(
                "People enter tasks by hand, and some were entered already. Of %d tasks, these have a title in common with "
                                .formatted(database.count(Tasks.NAME))
                        + "another task of their project, upper and lower case aside:");
        var other = TASKS.as("other");
        story.show(database.jooq()
                .select(ID, PROJECT_ID, MILESTONE_ID, TITLE)
                .from(TASKS)
                .where(DSL.row(PROJECT_ID, lower(TITLE))
                        .in(select(PROJECT_ID, lower(TITLE))
                                .from(other)
                                .groupBy(PROJECT_ID, lower(TITLE))
                                .having(DSL.count().gt(inline(1)))))
                .orderBy(ID)
                .fetch());
    }
}
