package dev.intact.postgres;

import java.util.regex.Pattern;

/** An index's definition as the server prints it, walked term by term. */
final class IndexDefinition {
    private static final String COLLATE = " COLLATE ";

    private static final Pattern DIRECTION = Pattern.compile("^(?: DESC)?(?: NULLS (?:FIRST|LAST))?");

    private String rest;

    IndexDefinition(String definition) {
        int terms = definition.indexOf('(', definition.indexOf(" USING "));
        this.rest = definition.substring(terms);
    }

    /**
     * What is said of a term beside its value and its direction.
     *
     * @param collation whether it has a collation of its own
     * @param more whether there may be an operator class
     */
    record Said(boolean collation, boolean more) {}

    /** {@return what is said of the next term, whose value is printed so} */
    Said after(String value) {
        for (var opening : new String[] {"(", ", "}) {
            if (rest.startsWith(opening + value)) {
                goOn(opening.length() + value.length());
                return new Said(rest.startsWith(COLLATE), !(rest.startsWith(", ") || rest.startsWith(")")));
            }
        }
        int next = rest.indexOf(", " + value);
        if (next < 0) {
            return new Said(false, true);
        }
        goOn(next + 2 + value.length());
        return new Said(rest.startsWith(COLLATE), true);
    }

    private void goOn(int characters) {
        rest = DIRECTION.matcher(rest.substring(characters)).replaceFirst("");
    }
}
