package dev.intact.harness.migration;

import dev.intact.error.Fact;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A test that failed, told by a headline and aligned facts; AssertJ need not be there. */
final class Failure {
    private Failure() {}

    static AssertionError of(String headline, List<Fact> facts, @Nullable Throwable cause) {
        return new AssertionError(headline + "\n\n" + Fact.align(facts), cause);
    }

    static AssertionError of(String headline, Fact... facts) {
        return of(headline, List.of(facts), null);
    }
}
