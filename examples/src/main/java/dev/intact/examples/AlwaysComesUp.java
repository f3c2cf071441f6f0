package dev.intact.examples;

import static org.jooq.impl.DSL.name;

import dev.intact.examples.service.Service;
import dev.intact.harness.Database;
import dev.intact.harness.TestDatabases;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A service that is killed at random moments while it starts, by an impatient orchestrator, and started again. */
final class AlwaysComesUp implements Example {
    private static final int KILLS = 6;
    private static final int SHORTEST_MILLIS = 300;
    private static final int LONGEST_MILLIS = 2_500;

    /** Runs this example alone. */
    public static void main(String[] arguments) {
        Examples.run(new AlwaysComesUp());
    }

    @Override
    public void tell(Story story, ExampleDatabase database) {
        story.title("A service that is killed while it starts comes up all the same", database);
        story.tell("All changes above are the history of one service, with SQL migrations before, between and after "
                + "them. Flyway runs it when the service starts:");
        story.show("IntactFlyway.migrate(IntactFlyway.configure(pool, migrations).load());");

        story.chapter("A start that nobody disturbs");
        var undisturbed = undisturbed(database);
        story.show(undisturbed);

        story.chapter("A start that is killed again and again");
        // Another process has to see it: not a database in memory.
        try (var shared = shared(database)) {
            killed(story, shared);
            story.proof("it came up, and answers what the undisturbed one answers", undisturbed, lastStart(shared));
            story.proof(
                    "each migration is in the history once, and none as failed",
                    11L,
                    successes(shared, database.isPostgres()));
        }
    }

    private static String undisturbed(ExampleDatabase like) {
        try (var database = shared(like)) {
            return lastStart(database);
        }
    }

    private static Database shared(ExampleDatabase like) {
        return (like.isPostgres() ? TestDatabases.postgres() : TestDatabases.sqliteFile()).open();
    }

    private static void killed(Story story, Database database) {
        var random = new Random();
        var moments = new StringBuilder();
        for (int i = 0; i < KILLS; i++) {
            int millis = SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS);
            moments.append("killed after %,5d ms   %s%n".formatted(millis, kill(database, millis)));
        }
        story.show(moments);
    }

    /** {@return whether it had come up by then} */
    private static String kill(Database database, int millis) {
        var process = begin(database);
        try {
            boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
            boolean up = process.inputReader(StandardCharsets.UTF_8).ready();
            process.destroyForcibly().waitFor();
            if (ended) {
                throw new IllegalStateException("the service has stopped by itself");
            }
            return up ? "when it was up" : "while it started";
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String lastStart(Database database) {
        var process = begin(database);
        try (var answers = process.inputReader(StandardCharsets.UTF_8)) {
            return answer(answers);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String answer(BufferedReader answers) throws IOException {
        var answer = answers.readLine();
        if (answer == null) {
            throw new IllegalStateException("the service did not come up");
        }
        return answer;
    }

    private static Process begin(Database database) {
        try {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                            "-Dorg.jooq.no-logo=true",
                            "-Dorg.jooq.no-tips=true",
                            "-classpath",
                            System.getProperty("java.class.path"),
                            Service.class.getName(),
                            database.url())
                    .redirectError(Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long successes(Database database, boolean postgres) {
        var history = postgres ? name("executions", "flyway_schema_history") : name("flyway_schema_history");
        try {
            return database.rows("select version from %s where success and version is not null".formatted(history))
                    .size();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
