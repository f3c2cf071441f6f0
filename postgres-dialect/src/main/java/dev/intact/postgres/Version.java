package dev.intact.postgres;

/**
 * A server's version, for the few places where its catalog cannot be asked what it has.
 *
 * @param major 14, 15 and so on
 */
record Version(int major) {
    boolean atLeast(int other) {
        return major >= other;
    }
}
