package dev.intact.examples;

import org.jooq.DSLContext;

/** One release of an application, which writes to workflows; each call is made in a transaction of its own. */
interface Application {
    /** Adds a workflow, and gives its number. */
    long insert(DSLContext database, String name, int run);

    /** Counts another run of a workflow, and gives how many rows were changed. */
    int countRun(DSLContext database, long workflow);

    /** Archives a workflow, and gives how many rows were changed. */
    int archive(DSLContext database, long workflow);

    /** Deletes a workflow, and gives how many rows were deleted. */
    int delete(DSLContext database, long workflow);
}
