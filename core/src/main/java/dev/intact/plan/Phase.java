package dev.intact.plan;

/** Which applications can work with what a step leaves. */
public enum Phase {
    /** Those written before the change still work. */
    EXPAND,
    /** Those written before the change no longer do, or not in every respect. */
    CONTRACT
}
