package dev.intact.harness;

/** A database that can be kept for nothing but to be copied. */
interface Original extends Database {
    /** Ends all connections, and lets nobody in from now on. */
    void seal();

    /** {@return a copy for somebody who is still to come, whose first connection is there already} */
    Database copyAhead();
}
