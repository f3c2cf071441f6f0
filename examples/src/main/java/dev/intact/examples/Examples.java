package dev.intact.examples;

import dev.intact.harness.DatabaseSource;
import dev.intact.harness.TestDatabases;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs every example on SQLite in memory and on PostgreSQL. Ends with an exception if anything is not as it should be. */
public final class Examples {
    private static final List<DatabaseSource> DATABASES = List.of(TestDatabases.sqlite(), TestDatabases.postgres());

    private Examples() {}

    /** Runs all of them; takes no arguments. */
    public static void main(String[] arguments) {
        run(
                new WorkflowIdIsUnique(),
                new TaskCreationIsIdempotent(),
                new TaskTitlesAreUnique(),
                new TaskTitlesAreUniquePerMilestone(),
                new ReferencesAreEnforced(),
                new ReferencesInACircle(),
                new StatusIsPartOfWorkflow(),
                new ApplicationsGoOn(),
                new SlugIsUniqueInWorkstream(),
                new AlwaysComesUp());
    }

    static void run(Example... examples) {
        var story = new Story(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        story.prologue();
        for (var example : examples) {
            for (var database : DATABASES) {
                try (var fresh = new ExampleDatabase(database.open())) {
                    if (example.isFor(fresh)) {
                        example.tell(story, fresh);
                    }
                }
            }
        }
        story.end();
    }
}
