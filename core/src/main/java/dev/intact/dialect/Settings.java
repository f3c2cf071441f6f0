package dev.intact.dialect;

import java.time.Duration;

/**
 * How a session behaves.
 *
 * @param lockTimeout how long a blocking statement waits for its locks
 * @param statementTimeout how long a statement may run, zero for as long as it takes
 * @param batchSize how many rows, or groups of equal rows, are moved in one transaction, where several move them
 * @param joined whether the connection is in a transaction of the caller's, which is never ended here
 * @param schemaEdit whether the stored text of the schema may be changed in place, where the database documents how
 */
public record Settings(
        Duration lockTimeout, Duration statementTimeout, int batchSize, boolean joined, boolean schemaEdit) {
    /** Settings that allow what the database documents. */
    public Settings(Duration lockTimeout, Duration statementTimeout, int batchSize, boolean joined) {
        this(lockTimeout, statementTimeout, batchSize, joined, true);
    }
}
