package dev.intact;

import dev.intact.error.Fact;
import dev.intact.operation.Change;
import dev.intact.operation.Reverse;
import dev.intact.plan.Plan;
import dev.intact.plan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run did. It is given only when the database was read again and is what the change promised.
 *
 * @param plan the plan that was run
 * @param executed the steps that were run, in order; a run that went on from where an earlier one ended has fewer than
 *     its plan
 * @param verified what was read again and found as promised, in words
 * @param duration how long all of it took
 */
public record Report(Plan plan, List<Step> executed, List<String> verified, Duration duration) {
    public Report {
        executed = List.copyOf(executed);
        verified = List.copyOf(verified);
    }

    /** {@return the change} */
    public Change change() {
        return plan.change();
    }

    /** {@return whether anything had to be done} */
    public boolean changedAnything() {
        return !executed.isEmpty();
    }

    /** {@return how to take it back} */
    public Reverse reverse() {
        return plan.reverse();
    }

    @Override
    public String toString() {
        if (!changedAnything()) {
            return "%s: nothing to do, everything is as the change wants it".formatted(change().name());
        }
        var facts = new ArrayList<Fact>();
        facts.add(Fact.of(
                "ran",
                executed.size() + (executed.size() == 1 ? " step in " : " steps in ") + duration.toMillis() + " ms"));
        facts.add(new Fact("verified", verified));
        plan.warnings().forEach(warning -> facts.add(Fact.of("warned", warning)));
        return "%s: done\n\n%s".formatted(change().name(), Fact.align(facts));
    }
}
