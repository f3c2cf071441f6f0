package dev.intact.catalog;

/** How a column's values come about by themselves. */
public sealed interface Generation {
    /** They do not: a plain column. */
    record None() implements Generation {
        @Override
        public String toString() {
            return "";
        }
    }

    /**
     * Computed from the row's other columns.
     *
     * @param expression what is computed
     * @param stored whether it is kept in the row
     */
    record Computed(Expression expression, boolean stored) implements Generation {
        @Override
        public String toString() {
            return "generated always as (" + expression + ")" + (stored ? " stored" : " virtual");
        }
    }

    /**
     * Numbered by the database.
     *
     * @param always whether a value given by the application is refused
     */
    record Identity(boolean always) implements Generation {
        @Override
        public String toString() {
            return "generated " + (always ? "always" : "by default") + " as identity";
        }
    }
}
