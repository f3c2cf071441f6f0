package dev.intact.plan;

import java.util.ArrayList;
import java.util.List;

/** A plan as SQL. */
record PlanScript(Plan plan) {
    @Override
    public String toString() {
        var lines = new ArrayList<String>();
        lines.add("-- %s (%s)"
                .formatted(comment(plan.change().name()), plan.before().server()));
        plan.warnings().forEach(warning -> lines.add("-- warning: " + comment(warning)));
        addIf(plan.rebuilds(), "-- a table is made anew: foreign keys must not be enforced on the connection", lines);
        boolean atomic = plan.mode() == Mode.ATOMIC;
        boolean any = !plan.isEmpty();
        addIf(atomic && any, "begin;", lines);
        int number = 1;
        for (var stage : plan.stages()) {
            addIf(stage.until().isPresent(), "-- what follows is repeated until nothing is left to do", lines);
            addIf(!atomic && stage.transactional(), "begin;", lines);
            for (var step : stage.steps()) {
                lines.add("-- %d. %s%s"
                        .formatted(
                                number++,
                                comment(step.purpose()),
                                step instanceof Step.Proof ? " (must come back empty)" : ""));
                lines.add((step instanceof Step.Backfill backfill ? backfill.whole() : step.sql()) + ";");
            }
            addIf(!atomic && stage.transactional(), "commit;", lines);
        }
        addIf(atomic && any, "commit;", lines);
        return String.join("\n", lines) + "\n";
    }

    private static void addIf(boolean condition, String line, List<String> lines) {
        if (condition) {
            lines.add(line);
        }
    }

    /** A name with a line break must not end the comment. */
    private static String comment(String text) {
        return text.replaceAll("\\R", " ");
    }
}
