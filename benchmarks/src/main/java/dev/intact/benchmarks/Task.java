package dev.intact.benchmarks;

/** Something to do that may fail in any way; a failure ends the run. */
@FunctionalInterface
interface Task {
    /** Nothing. */
    Task NOTHING = () -> {};

    void run() throws Exception;
}
