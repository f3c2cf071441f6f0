package dev.intact.postgres;

/** An index's definition as the server prints it, walked term by term. */
final class IndexDefinition {
    private static final String COLLATE = " COLLATE ";

    private String rest;

    IndexDefinition(String definition) {
        int terms = definition.indexOf('(', definition.indexOf(" USING "));
        this.rest = definition.substring(terms);
    }

    /** {@return whether the next term, whose value is printed so, names a collation of its own} */
    boolean namesCollationAfter(String value) {
        for (var opening : new String[] {"(", ", "}) {
            if (rest.startsWith(opening + value)) {
                rest = rest.substring(opening.length() + value.length());
                return rest.startsWith(COLLATE);
            }
        }
        int next = rest.indexOf(", " + value);
        if (next < 0) {
            return false;
        }
        rest = rest.substring(next + 2 + value.length());
        return rest.startsWith(COLLATE);
    }
}
