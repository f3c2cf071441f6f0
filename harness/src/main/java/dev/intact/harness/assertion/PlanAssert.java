package dev.intact.harness.assertion;

import dev.intact.error.Fact;
import dev.intact.operation.Reverse;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Plan;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Assertions about what a change would do. Of the locks that a step takes, those on tables that the change itself makes
 * count for nothing: nobody else knows them yet.
 */
public final class PlanAssert extends FactsAssert<PlanAssert, Plan> {
    PlanAssert(Plan actual) {
        super(actual, PlanAssert.class);
    }

    /** There is nothing to do: the database is as the change wants it. */
    public PlanAssert isEmpty() {
        return isFreeOf((stage, step) -> true, "there is something to do");
    }

    /** There is something to do. */
    public PlanAssert isNotEmpty() {
        if (actual.isEmpty()) {
            throw failure(actual.change().name() + ": there is nothing to do", List.of());
        }
        return this;
    }

    /** No table is made anew, with all its rows. */
    public PlanAssert neverRebuilds() {
        return isFreeOf((stage, step) -> stage.rebuilds(), "a table is made anew");
    }

    /** No step takes a lock that keeps others from more than that one does. */
    public PlanAssert locksNothingHarderThan(Lock.Mode mode) {
        return isFreeOf(locks(each -> each.compareTo(mode) > 0), "a lock is harder than " + words(mode));
    }

    /** No step takes a lock that others' INSERT, UPDATE or DELETE waits for, however short. */
    public PlanAssert blocksNoWriter() {
        return isFreeOf(locks(Lock.Mode::blocksWriters), "writers wait");
    }

    /** No step takes a lock that others' SELECT waits for, however short. */
    public PlanAssert blocksNoReader() {
        return isFreeOf(locks(Lock.Mode::blocksReaders), "readers wait");
    }

    /**
     * Others' writes wait behind no statement that waits for its own lock longer than the lock timeout, and for no
     * transaction but a short one: what they wait for runs {@linkplain Mode#ONLINE online}, waits no longer than the lock
     * timeout, and makes no table anew. How long a short transaction takes, a plan cannot tell.
     */
    public PlanAssert blocksNobodyLongerThanTheLockTimeout() {
        return isFreeOf(
                (stage, step) -> locks(Lock.Mode::blocksWriters).test(stage, step)
                        && (actual.mode() != Mode.ONLINE || stage.rebuilds() || waitsWithoutEnd(step)),
                "writers wait as long as it takes");
    }

    /** Nothing in the rows stands in the way. */
    public PlanAssert hasNoViolations() {
        if (!actual.violations().isEmpty()) {
            throw failure(actual.change().name() + ": rows stand in the way", List.of(violations()));
        }
        return this;
    }

    /**
     * {@return assertions about the rows that break a rule, the first of that code}
     *
     * @param code such as {@code duplicate-key}
     */
    public ViolationAssert hasViolation(String code) {
        return new ViolationAssert(actual.violations().stream()
                .filter(violation -> violation.code().equals(code))
                .findFirst()
                .orElseThrow(() -> failure(
                        "%s: no violation is a %s".formatted(actual.change().name(), code), List.of(violations()))));
    }

    /** There is nothing that a person should know before it runs. */
    public PlanAssert hasNoWarnings() {
        if (!actual.warnings().isEmpty()) {
            throw failure(
                    actual.change().name() + ": there are warnings", List.of(new Fact("warnings", actual.warnings())));
        }
        return this;
    }

    /** There is a change that takes it back, or nothing to take back. */
    public PlanAssert isReversible() {
        if (actual.reverse() instanceof Reverse.Irreversible none) {
            throw failure(
                    actual.change().name() + ": there is no way back", List.of(new Fact("reasons", none.reasons())));
        }
        return this;
    }

    private Fact violations() {
        return TableFacts.list(
                "violations",
                actual.violations().stream()
                        .map(each -> "[%s] %s, %s".formatted(each.code(), each.headline(), each.found()))
                        .toList());
    }

    private BiPredicate<Stage, Step> locks(Predicate<Lock.Mode> mode) {
        return (stage, step) ->
                step.locks().stream().anyMatch(lock -> mode.test(lock.mode()) && isOnWhatOthersKnow(lock));
    }

    private boolean isOnWhatOthersKnow(Lock lock) {
        return lock.mode() == Lock.Mode.DATABASE
                || actual.before().find(lock.on()).isPresent();
    }

    private static boolean waitsWithoutEnd(Step step) {
        return step instanceof Step.Statement statement && statement.patience() == Step.Patience.UNLIMITED;
    }

    private PlanAssert isFreeOf(BiPredicate<Stage, Step> step, String headline) {
        var found = found(step);
        if (!found.isEmpty()) {
            throw failure("%s: %s".formatted(actual.change().name(), headline), found);
        }
        return this;
    }

    private List<Fact> found(BiPredicate<Stage, Step> wanted) {
        var facts = new ArrayList<Fact>();
        int number = 0;
        for (var stage : actual.stages()) {
            for (var step : stage.steps()) {
                number++;
                if (wanted.test(stage, step)) {
                    facts.add(new Fact("step " + number, List.of(step.sql(), "locks " + step.locks())));
                }
            }
        }
        return facts;
    }

    private static String words(Lock.Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
