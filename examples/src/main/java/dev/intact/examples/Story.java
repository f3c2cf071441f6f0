package dev.intact.examples;

import java.io.PrintStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Prints what is told, and stops where something told is not so. */
final class Story {
    private static final int WIDTH = 100;
    private static final String MARGIN = "    ";

    private final PrintStream out;
    private int stories;
    private int chapters;
    private int proofs;
    private boolean afterBlank;
    private boolean afterParagraph;

    Story(PrintStream out) {
        this.out = out;
    }

    /** Says how to read what follows. */
    void prologue() {
        tell("Intact changes the keys of a live database without losing a row. "
                + "Each story below is a real migration, run on a database made for it.");
        tell("What is indented comes from Intact, from the database, or is Java or SQL. What follows [ok] was "
                + "checked at that moment: the first check that fails ends the program with an error.");
    }

    /** Begins the story of that title. */
    void title(String title, ExampleDatabase database) {
        stories++;
        chapters = 0;
        pause();
        line("=".repeat(WIDTH));
        int gap = WIDTH - title.length() - database.toString().length();
        line(title + " ".repeat(Math.max(1, gap)) + database);
        line("=".repeat(WIDTH));
    }

    void chapter(String heading) {
        chapters++;
        pause();
        var numbered = chapters + ". " + heading;
        line(numbered);
        line("-".repeat(numbered.length()));
    }

    private void line(String line) {
        out.println(line);
        afterBlank = line.isEmpty();
        afterParagraph = false;
    }

    /** Makes sure that there is one empty line. */
    private void pause() {
        if (!afterBlank) {
            line("");
        }
    }

    /** Prints a paragraph of prose. */
    void tell(String text) {
        if (afterParagraph) {
            pause();
        }
        var line = new StringBuilder();
        for (var word : text.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                line(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        line(line.toString());
        afterParagraph = true;
    }

    /** Prints what a program wrote, or SQL, or Java, as it is. */
    void show(@Nullable Object text) {
        pause();
        String.valueOf(text).stripTrailing().lines().forEach(line -> line((MARGIN + line).stripTrailing()));
        line("");
    }

    /** Prints what was just found to hold. */
    void proof(String claim, boolean holds) {
        if (!holds) {
            throw new IllegalStateException("not so: " + claim);
        }
        proofs++;
        line("  [ok] " + claim);
        afterParagraph = true;
    }

    /** Prints what was just found to hold. */
    void proof(String claim, Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new IllegalStateException(
                    "not so: %s%nexpected: %s%nactual:   %s".formatted(claim, expected, actual));
        }
        proof(claim, true);
    }

    void end() {
        pause();
        line("=".repeat(WIDTH));
        line("%d stories told, %d proofs hold.".formatted(stories, proofs));
    }
}
