package dev.intact.benchmarks;

/** One comparison. It prints what it finds and judges nothing. */
interface Case {
    /** {@return what to choose it by} */
    String name();

    void run(Figures figures) throws Exception;
}
