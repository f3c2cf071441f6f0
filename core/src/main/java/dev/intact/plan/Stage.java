package dev.intact.plan;

import dev.intact.catalog.Catalog;
import dev.intact.operation.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps that run together.
 *
 * @param operation the operation that they come from
 * @param phase who can work with what they leave
 * @param transactional whether they run in a transaction; if not, there is one step, and it runs on its own
 * @param steps the steps, in order
 * @param before the schema that they start from
 * @param after the schema that they leave
 * @param warnings what a person should know before running them
 */
public record Stage(
        Operation operation,
        Phase phase,
        boolean transactional,
        List<Step> steps,
        Catalog before,
        Catalog after,
        List<String> warnings) {
    public Stage {
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
        if (!transactional && steps.size() != 1) {
            throw new IllegalArgumentException("outside a transaction a stage has one step, not " + steps.size());
        }
    }

    /** {@return this stage with a warning more} */
    public Stage warning(String text) {
        var more = new ArrayList<>(warnings);
        more.add(text);
        return new Stage(operation, phase, transactional, steps, before, after, more);
    }
}
