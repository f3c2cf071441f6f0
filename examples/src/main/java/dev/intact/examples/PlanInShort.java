package dev.intact.examples;

import dev.intact.plan.Plan;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a plan does, one line for each of its transactions, without the statements. */
record PlanInShort(Plan plan) {
    /** {@return the numbers of the steps with which a transaction begins: nothing is locked before them} */
    Set<Integer> beginnings() {
        var beginnings = new HashSet<Integer>();
        int number = 1;
        for (var stage : plan.stages()) {
            beginnings.add(number);
            number += stage.steps().size();
        }
        return beginnings;
    }

    @Override
    public String toString() {
        var lines = new ArrayList<String>();
        int number = 1;
        for (var stage : plan.stages()) {
            int last = number + stage.steps().size() - 1;
            lines.add("%-10s %-20s %s"
                    .formatted(
                            number == last ? String.valueOf(number) : "%d to %d".formatted(number, last),
                            how(stage),
                            what(stage.steps())));
            number = last + 1;
        }
        return ExampleDatabase.lines(lines);
    }

    private static String how(Stage stage) {
        if (stage.steps().get(0) instanceof Step.Backfill) {
            return "one for each part";
        }
        if (!stage.transactional()) {
            return "no transaction";
        }
        return stage.until().isPresent() ? "again and again" : "one transaction";
    }

    private static String what(List<Step> steps) {
        return steps.stream().map(Step::purpose).distinct().collect(Collectors.joining(";\n" + " ".repeat(32)));
    }
}
