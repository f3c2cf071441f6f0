package dev.intact.sqlite;

/** SQLite's names: case does not matter for ASCII letters, and only for those. */
final class Identifiers {
    private Identifiers() {}

    /** {@return the name that a word, a quoted name or a string stands for} */
    static String unquote(Token token) {
        return switch (token.kind()) {
            case QUOTED_NAME, STRING -> unquote(token.text());
            case WORD, NUMBER, BLOB, VARIABLE, SYMBOL, SPACE -> token.text();
        };
    }

    /** Goes on where SQLite's does: to the first closing quote that is not doubled, or to the end. */
    private static String unquote(String quoted) {
        var closing = quoted.charAt(0) == '[' ? ']' : quoted.charAt(0);
        var name = new StringBuilder(quoted.length());
        for (var i = 1; i < quoted.length(); i++) {
            if (quoted.charAt(i) == closing) {
                i++;
                if (i == quoted.length() || quoted.charAt(i) != closing) {
                    break;
                }
            }
            name.append(quoted.charAt(i));
        }
        return name.toString();
    }

    /** {@return the name in double quotes} */
    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** {@return whether both are the same name to SQLite} */
    static boolean same(String one, String other) {
        // Asked for each pair of two thousand columns: most differ in length, or at once.
        return one.length() == other.length()
                && one.equalsIgnoreCase(other)
                && fold(one).equals(fold(other));
    }

    /** {@return the name with its ASCII letters in lower case} */
    static String fold(String name) {
        var folded = new StringBuilder(name);
        for (var i = 0; i < folded.length(); i++) {
            var c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return folded.toString();
    }
}
