package dev.intact.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineDifferenceTest {
    @Test
    void manyLinesOfWhichFewDifferAreCompared() {
        var before = new ArrayList<>(
                IntStream.range(0, 1_000_000).mapToObj(String::valueOf).toList());
        assertThat(LineDifference.between(before, List.copyOf(before))).isEmpty();
        var after = new ArrayList<>(before);
        after.set(500_000, "other");
        assertThat(LineDifference.between(before, after))
                .containsExactly("  499998", "  499999", "- 500000", "+ other", "  500001", "  500002");
        before.add("last");
        assertThat(LineDifference.between(before, before.subList(0, 1_000_000)))
                .containsExactly("  999998", "  999999", "- last");
    }

    @Test
    void manyLinesThatAllDifferAreListed() {
        var before = IntStream.range(0, 5_000).mapToObj(line -> "a" + line).toList();
        var after = IntStream.range(0, 5_000).mapToObj(line -> "b" + line).toList();
        assertThat(LineDifference.between(before, after))
                .hasSize(10_000)
                .startsWith("- a0")
                .endsWith("+ b4999");
    }

    private static List<String> between(String before, String after) {
        return LineDifference.between(List.of(before.split(" ", -1)), List.of(after.split(" ", -1)));
    }

    @Test
    void whatDiffersIsShownWithWhatIsAroundIt() {
        assertThat(between("a b c d e f g h", "a b c d E f g h i"))
                .containsExactly("  c", "  d", "- e", "+ E", "  f", "  g", "  h", "+ i");
    }

    @Test
    void whatIsFarFromADifferenceIsLeftOut() {
        assertThat(between("1 2 3 4 5 6 7 8 9 10", "2 3 4 5 6 7 8 9"))
                .containsExactly("- 1", "  2", "  3", "  …", "  8", "  9", "- 10");
    }

    @Test
    void equalLinesDifferInNothing() {
        assertThat(between("a b", "a b")).isEmpty();
    }
}
