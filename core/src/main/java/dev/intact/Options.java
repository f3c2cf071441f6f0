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
        boolean schemaEdit,
        Consumer<Progress> listener) {
    static final Options DEFAULT =
            new Options(Optional.empty(), Duration.ofMillis(500), Duration.ZERO, 20, 10_000, 5, true, progress -> {});

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
    }

    private static void require(boolean condition, String sentence) {
        if (!condition) {
            throw new IllegalArgumentException(sentence);
        }
    }

    Options mode(Mode chosen) {
        return new Options(
                Optional.of(chosen),
                lockTimeout,
                statementTimeout,
                lockAttempts,
                batchSize,
                maxViolationSamples,
                schemaEdit,
                listener);
    }

    Options lockTimeout(Duration timeout) {
        return new Options(
                mode, timeout, statementTimeout, lockAttempts, batchSize, maxViolationSamples, schemaEdit, listener);
    }

    Options statementTimeout(Duration timeout) {
        return new Options(
                mode, lockTimeout, timeout, lockAttempts, batchSize, maxViolationSamples, schemaEdit, listener);
    }

    Options lockAttempts(int attempts) {
        return new Options(
                mode, lockTimeout, statementTimeout, attempts, batchSize, maxViolationSamples, schemaEdit, listener);
    }

    Options batchSize(int rows) {
        return new Options(
                mode, lockTimeout, statementTimeout, lockAttempts, rows, maxViolationSamples, schemaEdit, listener);
    }

    Options maxViolationSamples(int samples) {
        return new Options(mode, lockTimeout, statementTimeout, lockAttempts, batchSize, samples, schemaEdit, listener);
    }

    Options withoutSchemaEdit() {
        return new Options(
                mode, lockTimeout, statementTimeout, lockAttempts, batchSize, maxViolationSamples, false, listener);
    }

    Options listener(Consumer<Progress> chosen) {
        return new Options(
                mode, lockTimeout, statementTimeout, lockAttempts, batchSize, maxViolationSamples, schemaEdit, chosen);
    }
}
