package dev.intact.dialect;

import java.time.Duration;
import java.util.Optional;

/**
 * How a session behaves.
 *
 * @param lockTimeout how long a blocking statement waits for its locks
 * @param statementTimeout how long a statement may run, zero for as long as it takes
 * @param batchSize how many rows, or groups of equal rows, are moved in one transaction, where several move them
 * @param joined whether the connection is in a transaction of the caller's, which is never ended here
 * @param schemaEdit whether the stored text of the schema may be changed in place, where the database documents how
 * @param parallelWorkers how many workers a statement may have beside its own process; empty where the database decides
 * @param yieldsWorkers whether it is none instead of what the database decides while others are at work
 */
public record Settings(
        Duration lockTimeout,
        Duration statementTimeout,
        int batchSize,
        boolean joined,
        boolean schemaEdit,
        Optional<Integer> parallelWorkers,
        boolean yieldsWorkers) {
    /** Settings that allow what the database documents, and leave to it what it decides. */
    public Settings(Duration lockTimeout, Duration statementTimeout, int batchSize, boolean joined) {
        this(lockTimeout, statementTimeout, batchSize, joined, true, Optional.empty(), false);
    }
}
