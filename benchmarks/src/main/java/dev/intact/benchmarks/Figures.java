package dev.intact.benchmarks;

import dev.intact.benchmarks.Rounds.Rival;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** How figures are printed: a line each, its smallest, middle and greatest value, and what was aimed at. */
final class Figures {
    private final PrintStream out;

    Figures(PrintStream out) {
        this.out = out;
    }

    void heading(String text) {
        out.printf("%n%s%n", text);
        out.printf("  %-46s%10s%10s%10s%n", "", "min", "median", "max");
    }

    /** Prints what each rival took, and how many times as much the first took as the second. */
    void comparison(List<Rival> rivals, List<Spread> millis, String target) {
        for (int i = 0; i < rivals.size(); i++) {
            millis(rivals.get(i).name(), millis.get(i));
        }
        ratio("ratio", millis.get(0).ratioTo(millis.get(1)), target);
    }

    void millis(String what, Spread millis) {
        line(what + ", ms", millis, "");
    }

    void ratio(String what, Spread ratio, String target) {
        line(what, ratio, target);
    }

    private void line(String what, Spread spread, String target) {
        var line = String.format(
                Locale.ROOT,
                "  %-46s%10.2f%10.2f%10.2f   %s",
                what,
                spread.min(),
                spread.median(),
                spread.max(),
                target);
        out.println(line.stripTrailing());
    }

    void note(String text) {
        out.println("  " + text);
    }
}
