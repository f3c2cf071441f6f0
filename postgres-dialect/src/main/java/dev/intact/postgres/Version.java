package dev.intact.postgres;

/**
 * A server's version, which tells what its catalogs have.
 *
 * @param major 14, 15 and so on
 */
record Version(int major) {
    boolean atLeast(int other) {
        return major >= other;
    }
}
