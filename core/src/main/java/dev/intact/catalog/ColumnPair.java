package dev.intact.catalog;

import java.util.List;

/**
 * Two columns that belong together, the one of one table and the other of another.
 *
 * @param from the one
 * @param to the other
 */
public record ColumnPair(String from, String to) {
    /**
     * The one column, which is nothing without the other.
     *
     * @param column its name
     */
    public record From(String column) {
        /** {@return the pair with that other column} */
        public ColumnPair to(String other) {
            return new ColumnPair(column, other);
        }
    }

    /** {@return the first of each pair, in order} */
    public static List<String> from(List<ColumnPair> pairs) {
        return pairs.stream().map(ColumnPair::from).toList();
    }

    /** {@return the second of each pair, in order} */
    public static List<String> to(List<ColumnPair> pairs) {
        return pairs.stream().map(ColumnPair::to).toList();
    }
}
