package dev.intact.benchmarks;

/**
 * How much of everything.
 *
 * @param divisor by what the full size is divided; with anything but 1, the figures mean nothing
 */
record Size(int divisor) {
    private static final int ROWS = 1_000_000;
    private static final int FEW_TABLES = 15;
    private static final int MANY_TABLES = 1_500;

    Size {
        if (divisor < 1) {
            throw new IllegalArgumentException("sizes are divided by 1 or more, not by " + divisor);
        }
    }

    int rows() {
        return rows(ROWS);
    }

    /** {@return so many rows, or fewer} */
    int rows(int full) {
        return Math.max(1, full / divisor);
    }

    int fewTables() {
        return FEW_TABLES;
    }

    int manyTables() {
        return Math.max(FEW_TABLES, MANY_TABLES / divisor);
    }

    /** {@return so many rounds, or fewer} */
    int rounds(int full) {
        return Math.max(2, full / divisor);
    }
}
