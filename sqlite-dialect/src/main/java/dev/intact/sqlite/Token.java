package dev.intact.sqlite;

/**
 * A piece of SQL text, verbatim.
 *
 * @param kind what it is
 * @param text its characters, quotes included
 * @param start the offset of its first character in the source
 */
record Token(Kind kind, String text, int start) {
    enum Kind {
        /** A keyword or a bare name: which of them, only the grammar knows. */
        WORD,
        /** {@code "x"}, {@code [x]} or {@code `x`}; the first is a string where no column has that name. */
        QUOTED_NAME,
        /** {@code 'x'}, which SQLite also takes for a name where only a name can stand. */
        STRING,
        NUMBER,
        BLOB,
        VARIABLE,
        /** An operator, a parenthesis, a comma; also every character that SQLite does not know. */
        SYMBOL,
        /** White space, a comment, or a byte order mark. */
        SPACE
    }

    /** {@return the offset after its last character} */
    int end() {
        return start + text.length();
    }

    Span span() {
        return new Span(start, end());
    }

    /** {@return whether it is this keyword or symbol; a quoted name never is} */
    boolean is(String word) {
        return switch (kind) {
            case WORD -> Identifiers.same(text, word);
            case SYMBOL -> text.equals(word);
            case QUOTED_NAME, STRING, NUMBER, BLOB, VARIABLE, SPACE -> false;
        };
    }
}
