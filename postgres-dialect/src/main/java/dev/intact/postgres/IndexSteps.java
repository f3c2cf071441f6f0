package dev.intact.postgres;

import dev.intact.catalog.Index;
import dev.intact.catalog.TableName;
import dev.intact.plan.Lock;
import dev.intact.plan.Step;

/** The steps that make and drop indexes of one table. */
final class IndexSteps {
    private IndexSteps() {}

    /** {@return the statement that builds an index, nobody else writing} */
    static Step build(Index index, TableName table) {
        return Steps.brief(
                Ddl.createIndex(index, table, Ddl.Build.PLAIN),
                "build " + index.name(),
                Locks.on(table, Lock.Mode.SHARE));
    }

    /**
     * {@return the statement that builds an index while others write} Outside transactions. It waits for older
     * transactions to end; a lock timeout would only leave the index half-built.
     */
    static Step buildConcurrently(Index index, TableName table) {
        return Steps.patient(
                Ddl.createIndex(index, table, Ddl.Build.CONCURRENTLY),
                "build " + index.name() + " while others write",
                Locks.on(table, Lock.Mode.SHARE_UPDATE_EXCLUSIVE));
    }

    /** {@return the statement that drops an index} */
    static Step drop(String index, TableName table, String purpose) {
        return Steps.brief(
                Ddl.dropIndex(table.sibling(index), false), purpose, Locks.on(table, Lock.Mode.ACCESS_EXCLUSIVE));
    }

    /** {@return the statement that drops an index while others use the table} Outside transactions. */
    static Step dropConcurrently(String index, TableName table, String purpose) {
        return Steps.patient(
                Ddl.dropIndex(table.sibling(index), true), purpose, Locks.on(table, Lock.Mode.SHARE_UPDATE_EXCLUSIVE));
    }
}
