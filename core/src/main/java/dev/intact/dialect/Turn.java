package dev.intact.dialect;

/** Being the only one that migrates a database, until it is closed. */
@FunctionalInterface
public interface Turn extends AutoCloseable {
    /** Others exclude each other without it. */
    Turn FREE = () -> {};

    /** Lets the next one in. */
    @Override
    void close();
}
