package dev.intact.harness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What makes one text another, line by line, by their <a
 * href="https://en.wikipedia.org/wiki/Longest_common_subsequence">longest common subsequence</a>.
 */
public final class LineDifference {
    /** How many lines that both have are shown around those that one has. */
    private static final int AROUND = 2;
    /** Of lines to compare, in what is not the same at both ends: more would take more memory than a test may. */
    private static final long MOST_PAIRS = 10_000_000;

    private final List<String> before;
    private final List<String> after;
    private final List<String> lines = new ArrayList<>();

    private LineDifference(List<String> before, List<String> after) {
        this.before = before;
        this.after = after;
    }

    /**
     * {@return the lines in which the two differ, with some around them: after {@code -} those of the first, after {@code +}
     * those of the second; none where they are equal} Where thousands of lines are to be compared with thousands, all of
     * these are taken to differ.
     */
    public static List<String> between(List<String> before, List<String> after) {
        int shorter = Math.min(before.size(), after.size());
        int start = 0;
        while (start < shorter && before.get(start).equals(after.get(start))) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && fromEnd(before, end).equals(fromEnd(after, end))) {
            end++;
        }
        int first = Math.max(0, start - AROUND);
        int last = Math.max(0, end - AROUND);
        var difference = new LineDifference(
                before.subList(first, before.size() - last), after.subList(first, after.size() - last));
        return start == before.size() && start == after.size() ? List.of() : difference.shown();
    }

    private static String fromEnd(List<String> lines, int place) {
        return lines.get(lines.size() - 1 - place);
    }

    private List<String> shown() {
        if ((long) before.size() * after.size() > MOST_PAIRS) {
            before.forEach(line -> lines.add("- " + line));
            after.forEach(line -> lines.add("+ " + line));
        } else {
            walk(lengths());
        }
        return differences();
    }

    /** How much both have in common from a line of the one, and a line of the other, on. */
    private int[][] lengths() {
        var lengths = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                lengths[i][j] = before.get(i).equals(after.get(j))
                        ? lengths[i + 1][j + 1] + 1
                        : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
            }
        }
        return lengths;
    }

    private void walk(int[][] lengths) {
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                lines.add("  " + before.get(i++));
                j++;
            } else if (j == after.size() || (i < before.size() && lengths[i + 1][j] >= lengths[i][j + 1])) {
                lines.add("- " + before.get(i++));
            } else {
                lines.add("+ " + after.get(j++));
            }
        }
    }

    private List<String> differences() {
        var shown = new ArrayList<String>();
        int last = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (isNearADifference(i)) {
                if (last >= 0 && last < i - 1) {
                    shown.add("  …");
                }
                shown.add(lines.get(i));
                last = i;
            }
        }
        return Collections.unmodifiableList(shown);
    }

    private boolean isNearADifference(int line) {
        return lines.subList(Math.max(0, line - AROUND), Math.min(lines.size(), line + AROUND + 1)).stream()
                .anyMatch(each -> !each.startsWith("  "));
    }
}
