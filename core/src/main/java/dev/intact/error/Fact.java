package dev.intact.error;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One labelled line, or several, of what is known about a refusal: {@code rule  unique (workflow_id)}.
 *
 * @param label what the lines are about, in a word or two
 * @param lines what is known, at least one line
 */
public record Fact(String label, List<String> lines) {
    private static final int LABEL_WIDTH = 10;

    public Fact {
        lines = lines.stream().flatMap(String::lines).toList();
    }

    /** {@return a fact of these lines} */
    public static Fact of(String label, String... lines) {
        return new Fact(label, List.of(lines));
    }

    /** {@return the facts under each other, their texts in one column} */
    public static String align(List<Fact> facts) {
        int width = Math.max(
                LABEL_WIDTH,
                facts.stream().mapToInt(fact -> fact.label.length() + 2).max().orElse(0));
        return facts.stream()
                .filter(fact -> !fact.lines.isEmpty())
                .map(fact -> fact.indented(width))
                .collect(Collectors.joining("\n"));
    }

    private String indented(int width) {
        var margin = "\n" + " ".repeat(width);
        return label + " ".repeat(width - label.length()) + String.join(margin, lines);
    }
}
