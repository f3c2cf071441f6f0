package dev.intact.sqlite;

import java.util.Locale;

/** How values are kept and compared: https://sqlite.org/datatype3.html, section 3.1. */
enum Affinity {
    /** Whole numbers. */
    INTEGER,
    /** Text. */
    TEXT,
    /** Anything, as it is. */
    BLOB,
    /** Floating point. */
    REAL,
    /** Numbers. */
    NUMERIC;

    static Affinity of(String type) {
        var name = type.toUpperCase(Locale.ROOT);
        if (name.contains("INT")) {
            return INTEGER;
        }
        if (name.contains("CHAR") || name.contains("CLOB") || name.contains("TEXT")) {
            return TEXT;
        }
        if (name.isEmpty() || name.contains("BLOB")) {
            return BLOB;
        }
        return name.contains("REAL") || name.contains("FLOA") || name.contains("DOUB") ? REAL : NUMERIC;
    }

    /** {@return whether values are equal here just when they are there} */
    boolean comparesAs(Affinity other) {
        return this == other || (isNumber() && other.isNumber());
    }

    private boolean isNumber() {
        return this == INTEGER || this == REAL || this == NUMERIC;
    }
}
