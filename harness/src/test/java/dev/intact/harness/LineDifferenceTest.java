package dev.intact.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineDifferenceTest {
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
