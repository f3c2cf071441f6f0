package dev.intact.plan;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.operation.Operation;
import dev.intact.operation.Primitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
 * @param until for steps that do their work in batches, each in a transaction of its own: the rule that holds when
 *     nothing is left to do
 * @param rebuilds whether a table is made anew, for which foreign keys must not be enforced where DROP TABLE obeys them
 */
public record Stage(
        Operation operation,
        Phase phase,
        boolean transactional,
        List<Step> steps,
        Catalog before,
        Catalog after,
        List<String> warnings,
        Optional<DataCheck> until,
        boolean rebuilds) {
    public Stage {
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
        if (!transactional && steps.size() != 1) {
            throw new IllegalArgumentException("outside a transaction a stage has one step, not " + steps.size());
        }
    }

    /** Steps that run once. */
    public Stage(
            Operation operation, Phase phase, boolean transactional, List<Step> steps, Catalog before, Catalog after) {
        this(operation, phase, transactional, steps, before, after, List.of(), Optional.empty(), false);
    }

    /** {@return the tables that rows, or values of rows, go from or to} */
    public Set<TableName> moves() {
        return operation instanceof Primitive primitive ? primitive.moves(before) : Set.of();
    }

    /** {@return whether it mends rows that would break a rule} */
    public boolean mends() {
        return operation instanceof Primitive primitive
                && primitive.resolves(before).isPresent();
    }

    /** {@return whether it writes rows itself, or may drop what holds them; else it only prepares or forbids} */
    public boolean writesOrDrops() {
        return phase == Phase.CONTRACT
                || steps.stream()
                        .flatMap(step -> step.locks().stream())
                        .map(Lock::mode)
                        .anyMatch(mode -> mode == Lock.Mode.ROW_EXCLUSIVE || mode == Lock.Mode.DATABASE);
    }

    /** {@return this stage with these warnings more} */
    public Stage warning(List<String> texts) {
        var more = new ArrayList<>(warnings);
        more.addAll(texts);
        return new Stage(operation, phase, transactional, steps, before, after, more, until, rebuilds);
    }

    /** {@return this stage, repeated until that rule holds} */
    public Stage repeatedUntil(DataCheck rule) {
        return new Stage(operation, phase, transactional, steps, before, after, warnings, Optional.of(rule), rebuilds);
    }

    /** {@return this stage, which makes a table anew} */
    public Stage rebuilding() {
        return new Stage(operation, phase, transactional, steps, before, after, warnings, until, true);
    }
}
