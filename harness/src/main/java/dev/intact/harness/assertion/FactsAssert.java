package dev.intact.harness.assertion;

import dev.intact.error.Fact;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions whose failures are a headline and aligned facts.
 *
 * @param <S> the assertions' own type
 * @param <A> what they are about
 */
public abstract class FactsAssert<S extends FactsAssert<S, A>, A> extends AbstractAssert<S, A> {
    FactsAssert(A actual, Class<S> type) {
        super(actual, type);
    }

    final AssertionError failure(String headline, List<Fact> facts) {
        return failure("%s", facts.isEmpty() ? headline : headline + "\n\n" + Fact.align(facts));
    }
}
