package dev.intact.benchmarks;

/** One comparison. It prints what it finds and judges nothing. */
interface Case {
    /** {@return what to choose it by} */
    String name();

    /** {@return whether it takes so long that it runs only when chosen} */
    default boolean isLong() {
        return false;
    }

    void run(Figures figures) throws Exception;
}
