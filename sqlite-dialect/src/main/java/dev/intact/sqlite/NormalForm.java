package dev.intact.sqlite;

import dev.intact.sqlite.WordRoles.Role;

/**
 * One text for all the ways to write the same expression, for comparing two of them: never for executing. White space,
 * comments, the case of names and keywords, the kind of quotes around a name and parentheses around the whole do not
 * count.
 *
 * <p>Equal forms mean equal expressions; the reverse is not promised ({@code a + b} and {@code b + a} differ). In doubt
 * two forms differ: {@code "late"} is not {@code 'late'}, although SQLite reads it so where no column is called late
 * (<a href="https://sqlite.org/quirks.html#dblquote">quirk 8</a>), and bare {@code true} is not {@code "true"}.
 */
final class NormalForm {
    private NormalForm() {}

    static String of(String expression) {
        var tokens = Parentheses.unwrapped(TokenReader.significant(expression));
        var roles = WordRoles.of(tokens);
        var form = new StringBuilder();
        for (var i = 0; i < tokens.size(); i++) {
            if (i > 0 && apart(tokens.get(i - 1), roles.get(i - 1), tokens.get(i))) {
                form.append(' ');
            }
            form.append(written(tokens.get(i), roles.get(i)));
        }
        return form.toString();
    }

    /** Two symbols keep their distance too: {@code - -1} is no comment. */
    private static boolean apart(Token left, Role role, Token right) {
        if (right.is("(")) {
            return role != Role.NAME && !left.is("(");
        }
        if (right.is(".")) {
            return role != Role.NAME;
        }
        if (left.is(".")) {
            return right.kind() == Token.Kind.NUMBER;
        }
        return !(left.is("(") || right.is(")") || right.is(","));
    }

    private static String written(Token token, Role role) {
        return switch (role) {
            case NAME -> Identifiers.quote(Identifiers.fold(Identifiers.unquote(token)));
            case KEYWORD -> Identifiers.fold(token.text());
            case OTHER -> writtenOther(token);
        };
    }

    private static String writtenOther(Token token) {
        return switch (token.kind()) {
            case NUMBER -> Identifiers.fold(token.text()).replace("_", "");
            case BLOB -> Identifiers.fold(token.text());
            case SYMBOL ->
                switch (token.text()) {
                    case "!=" -> "<>";
                    case "==" -> "=";
                    default -> token.text();
                };
            case STRING, VARIABLE, WORD, QUOTED_NAME, SPACE -> token.text();
        };
    }
}
