package dev.intact.harness;

/** Where tests get fresh databases from. Immutable, and made by {@link TestDatabases}. */
public final class DatabaseSource {
    private final Engine engine;

    DatabaseSource(Engine engine) {
        this.engine = engine;
    }

    /**
     * {@return a new database, independent of every other}
     *
     * @throws IllegalStateException if there is none to be had, such as a server that does not start; the message says why
     */
    public Database open() {
        return engine.create();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DatabaseSource source && source.engine.equals(engine);
    }

    @Override
    public int hashCode() {
        return engine.hashCode();
    }

    @Override
    public String toString() {
        return engine.toString();
    }
}
