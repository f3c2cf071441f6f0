package dev.intact.postgres;

import dev.intact.plan.Lock;
import dev.intact.plan.Step;
import java.util.List;
import java.util.stream.Stream;

/** Steps by how long they wait for their locks. */
final class Steps {
    private Steps() {}

    /** {@return a statement that waits no longer than the lock timeout} */
    static Step brief(String sql, String purpose, List<Lock> locks) {
        return new Step.Statement(sql, purpose, locks, Step.Patience.LOCK_TIMEOUT);
    }

    /** {@return the same steps, first those without a lock, so that nobody waits for them} */
    static List<Step> unlockedFirst(List<Step> steps) {
        return Stream.concat(
                        steps.stream().filter(step -> step.locks().isEmpty()),
                        steps.stream().filter(step -> !step.locks().isEmpty()))
                .toList();
    }

    /** {@return a statement that nobody waits behind, and that waits as long as it takes} */
    static Step patient(String sql, String purpose, List<Lock> locks) {
        return new Step.Statement(sql, purpose, locks, Step.Patience.UNLIMITED);
    }
}
