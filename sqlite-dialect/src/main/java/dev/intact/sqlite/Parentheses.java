package dev.intact.sqlite;

import java.util.List;

/** Parentheses around a whole expression, which SQLite's grammar drops. */
final class Parentheses {
    private Parentheses() {}

    /** {@return an expression's tokens without the parentheses around all of them} */
    static List<Token> unwrapped(List<Token> tokens) {
        var inside = tokens;
        while (wrapped(inside)) {
            inside = inside.subList(1, inside.size() - 1);
        }
        return inside;
    }

    /** A row value {@code (a, b)} and a subquery need theirs. */
    private static boolean wrapped(List<Token> tokens) {
        if (tokens.size() < 3 || !tokens.get(0).is("(") || startsQuery(tokens.get(1))) {
            return false;
        }
        var depth = 0;
        for (var i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            if (depth == 0) {
                return i == tokens.size() - 1;
            }
            if (depth == 1 && token.is(",")) {
                return false;
            }
        }
        return false;
    }

    private static boolean startsQuery(Token token) {
        return token.is("select") || token.is("values") || token.is("with");
    }
}
