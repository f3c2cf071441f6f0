package dev.intact.plan;

import dev.intact.check.Violation;
import dev.intact.error.Fact;
import dev.intact.operation.Reverse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A plan as a table. */
record PlanTable(Plan plan) {
    private static final List<String> HEADER = List.of("#", "phase", "transaction", "lock", "statement", "purpose");
    private static final int STATEMENT_WIDTH = 64;
    private static final int OTHER_WIDTH = 34;

    @Override
    public String toString() {
        var text = new StringBuilder(headline()).append('\n');
        if (!plan.isEmpty()) {
            text.append('\n').append(table());
        }
        var facts = facts();
        if (!facts.isEmpty()) {
            text.append('\n').append(Fact.align(facts)).append('\n');
        }
        return text.toString();
    }

    private String headline() {
        int steps = plan.steps().size();
        return "%s: %s on %s"
                .formatted(
                        plan.change().name().replaceAll("\\R", " "),
                        plan.isEmpty()
                                ? "nothing to do"
                                : "%d step%s, %s,".formatted(steps, steps == 1 ? "" : "s", lower(plan.mode())),
                        plan.before().server());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private List<Fact> facts() {
        var facts = new ArrayList<Fact>();
        addRebuilds(facts);
        plan.warnings().forEach(warning -> facts.add(Fact.of("warning", warning)));
        plan.resolved().forEach(violation -> facts.add(Fact.of("mends", mended(violation))));
        plan.noted().forEach(violation -> facts.add(Fact.of("notice", violation.toString())));
        plan.violations().forEach(violation -> facts.add(Fact.of("refused", violation.toString())));
        if (!plan.isEmpty()) {
            facts.add(reverse(plan.reverse()));
        }
        return facts;
    }

    private void addRebuilds(List<Fact> facts) {
        int last = 0;
        for (var stage : plan.stages()) {
            int first = last + 1;
            last += stage.steps().size();
            if (stage.rebuilds()) {
                facts.add(Fact.of("rebuild", "steps %d to %d make a table anew".formatted(first, last)));
            }
        }
    }

    private static String mended(Violation violation) {
        return "%s: %s; what goes or changes is kept in quarantine".formatted(violation.headline(), violation.found());
    }

    private static Fact reverse(Reverse reverse) {
        if (reverse instanceof Reverse.Reversible back) {
            var lines = new ArrayList<String>();
            back.change().operations().forEach(operation -> lines.add(operation.toString()));
            lines.addAll(back.notes());
            return new Fact("reverse", lines);
        }
        return reverse instanceof Reverse.Irreversible none
                ? new Fact("no reverse", none.reasons())
                : Fact.of("reverse", "nothing to take back");
    }

    /** A literal that is longer than its column sticks out of it, and widens nothing. */
    private String table() {
        var rows = rows();
        var widths = new int[HEADER.size()];
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) {
                for (var line : row.get(i)) {
                    widths[i] = Math.max(widths[i], Math.min(line.length(), STATEMENT_WIDTH));
                }
            }
        }
        return rows.stream().map(row -> print(row, widths)).collect(Collectors.joining());
    }

    private static String print(List<List<String>> row, int[] widths) {
        int height = row.stream().mapToInt(List::size).max().orElse(0);
        var text = new StringBuilder();
        for (int line = 0; line < height; line++) {
            var cells = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                var cell = line < row.get(i).size() ? row.get(i).get(line) : "";
                cells.append(cell).append(" ".repeat(Math.max(widths[i] - cell.length(), 0) + 2));
            }
            text.append(cells.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private List<List<List<String>>> rows() {
        var rows = new ArrayList<List<List<String>>>();
        rows.add(HEADER.stream().map(List::of).toList());
        int number = 1;
        int transaction = 0;
        for (var stage : plan.stages()) {
            transaction += stage.transactional() && (plan.mode() == Mode.ONLINE || transaction == 0) ? 1 : 0;
            for (var step : stage.steps()) {
                rows.add(List.of(
                        List.of(String.valueOf(number++)),
                        List.of(lower(stage.phase())),
                        List.of(transaction(stage, transaction)),
                        wrap(locks(step), OTHER_WIDTH),
                        wrap(step.sql(), STATEMENT_WIDTH),
                        wrap(purpose(step), OTHER_WIDTH)));
            }
        }
        return rows;
    }

    private static String transaction(Stage stage, int number) {
        if (stage.steps().get(0) instanceof Step.Backfill) {
            return "one each";
        }
        if (!stage.transactional()) {
            return "none";
        }
        return stage.until().isPresent() ? number + " (repeated)" : String.valueOf(number);
    }

    private static String purpose(Step step) {
        if (step instanceof Step.Backfill) {
            return step.purpose() + ", part after part";
        }
        return step instanceof Step.Proof ? step.purpose() + " (must come back empty)" : step.purpose();
    }

    private static String locks(Step step) {
        return step.locks().isEmpty()
                ? "none"
                : step.locks().stream().map(Lock::toString).distinct().collect(Collectors.joining(", "));
    }

    /** Breaks at blanks outside quotes only, so that what is printed can be copied and run. */
    private static List<String> wrap(String text, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : words(text)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            } else if (line.length() > 0) {
                line.append(' ');
            }
            line.append(word);
        }
        lines.add(line.toString());
        return lines.stream().flatMap(String::lines).toList();
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' && quote == 0) {
                words.add(word.toString());
                word.setLength(0);
                continue;
            }
            if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
            word.append(c);
        }
        words.add(word.toString());
        return words;
    }
}
