package dev.intact;

import dev.intact.plan.Mode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** How Intact runs. */
record Options(
        Optional<Mode> mode,
        Duration lockTimeout,
        Duration statementTimeout,
        int lockAttempts,
        int batchSize,
        int maxViolationSamples,
        Optional<Integer> parallelWorkers,
        boolean schemaEdit,
        Consumer<Progress> listener) {
    static final Options DEFAULT = new Options(
            Optional.empty(),
            Duration.ofMillis(500),
            Duration.ZERO,
            20,
            10_000,
            5,
            Optional.empty(),
            true,
            progress -> {});

    Options {
        require(
                !lockTimeout.isNegative() && !lockTimeout.isZero(),
                "a lock timeout is longer than zero: without one, a change could hold everyone up");
        require(!statementTimeout.isNegative(), "a statement timeout is not negative; zero means none");
        require(
                statementTimeout.isZero() || statementTimeout.compareTo(lockTimeout) > 0,
                "a statement timeout is longer than the lock timeout");
        require(lockAttempts > 0, "there is at least one attempt");
        require(batchSize > 0, "a batch has at least one row");
        require(maxViolationSamples > 0, "there is at least one sample");
        require(parallelWorkers.orElse(0) >= 0, "a number of workers is not negative");
    }

    private static void require(boolean condition, String sentence) {
        if (!condition) {
            throw new IllegalArgumentException(sentence);
        }
    }

    Options mode(Mode chosen) {
        return with(draft -> draft.mode = Optional.of(chosen));
    }

    Options lockTimeout(Duration timeout) {
        return with(draft -> draft.lockTimeout = timeout);
    }

    Options statementTimeout(Duration timeout) {
        return with(draft -> draft.statementTimeout = timeout);
    }

    Options lockAttempts(int attempts) {
        return with(draft -> draft.lockAttempts = attempts);
    }

    Options batchSize(int rows) {
        return with(draft -> draft.batchSize = rows);
    }

    Options maxViolationSamples(int samples) {
        return with(draft -> draft.maxViolationSamples = samples);
    }

    Options parallelWorkers(int workers) {
        return with(draft -> draft.parallelWorkers = Optional.of(workers));
    }

    Options withoutSchemaEdit() {
        return with(draft -> draft.schemaEdit = false);
    }

    Options listener(Consumer<Progress> chosen) {
        return with(draft -> draft.listener = chosen);
    }

    /** {@return whether others who work meanwhile keep the processors that workers would take} */
    boolean yieldsWorkers(boolean joined) {
        boolean atomic = joined || mode.equals(Optional.of(Mode.ATOMIC));
        return parallelWorkers.isEmpty() && !atomic;
    }

    private Options with(Consumer<Draft> other) {
        var draft = new Draft(this);
        other.accept(draft);
        return draft.options();
    }

    /** The same, one of which is about to be another. */
    private static final class Draft {
        private Optional<Mode> mode;
        private Duration lockTimeout;
        private Duration statementTimeout;
        private int lockAttempts;
        private int batchSize;
        private int maxViolationSamples;
        private Optional<Integer> parallelWorkers;
        private boolean schemaEdit;
        private Consumer<Progress> listener;

        Draft(Options from) {
            mode = from.mode;
            lockTimeout = from.lockTimeout;
            statementTimeout = from.statementTimeout;
            lockAttempts = from.lockAttempts;
            batchSize = from.batchSize;
            maxViolationSamples = from.maxViolationSamples;
            parallelWorkers = from.parallelWorkers;
            schemaEdit = from.schemaEdit;
            listener = from.listener;
        }

        Options options() {
            return new Options(
                    mode,
                    lockTimeout,
                    statementTimeout,
                    lockAttempts,
                    batchSize,
                    maxViolationSamples,
                    parallelWorkers,
                    schemaEdit,
                    listener);
        }
    }
}
