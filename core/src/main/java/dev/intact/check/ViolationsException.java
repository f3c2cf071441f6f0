package dev.intact.check;

import dev.intact.error.Fact;
import dev.intact.error.IntactException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows stand in the way of a change. Every violation is listed, not only the first. */
public final class ViolationsException extends IntactException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    /**
     * @param violations all of them, at least one
     * @param outcome what became of the change: "nothing was changed"
     * @param cause what the database said, or null when it was found by asking
     */
    public ViolationsException(List<Violation> violations, String outcome, @Nullable Throwable cause) {
        super(violations.get(0).code(), violations.get(0).headline() + ": " + outcome, factsOf(violations), cause);
        this.violations = List.copyOf(violations);
    }

    /** {@return all violations, at least one} */
    public List<Violation> violations() {
        return violations;
    }

    private static List<Fact> factsOf(List<Violation> violations) {
        var facts = new ArrayList<>(violations.get(0).facts());
        for (var further : violations.subList(1, violations.size())) {
            facts.add(Fact.of("also", further.headline()));
            facts.addAll(further.facts());
        }
        return facts;
    }
}
