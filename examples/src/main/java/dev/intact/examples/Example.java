package dev.intact.examples;

/** A real migration, told from beginning to end on a database that starts empty. */
@FunctionalInterface
interface Example {
    /**
     * Tells it.
     *
     * @throws IllegalStateException if something told turns out not to be so
     */
    void tell(Story story, ExampleDatabase database);

    /** {@return whether it can be told of that database} */
    default boolean isFor(ExampleDatabase database) {
        return true;
    }
}
