package dev.intact.sqlite;

/**
 * Where something stands in its source text.
 *
 * @param start the offset of its first character
 * @param end the offset after its last character
 */
record Span(int start, int end) {
    /** {@return from one token's first character to another's last} */
    static Span of(Token first, Token last) {
        return new Span(first.start(), last.end());
    }

    /** {@return what is between two tokens} */
    static Span between(Token before, Token after) {
        var start = before.end();
        var end = after.start();
        return new Span(start, end);
    }

    /** {@return its text, verbatim} */
    String in(String source) {
        return source.substring(start, end);
    }
}
