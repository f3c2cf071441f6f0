package dev.intact.sqlite;

import dev.intact.error.InvalidChangeException;
import java.util.Locale;
import java.util.Set;

/** SQL that a change brings along: any expression or type, but one, and nothing after it. */
final class UserSql {
    /** The types that SQLite names itself, in capitals, however they are written (sqlite3StdType in global.c). */
    private static final Set<String> STANDARD_TYPES = Set.of("ANY", "BLOB", "INT", "INTEGER", "REAL", "TEXT");

    private UserSql() {}

    /**
     * {@return the expression}
     *
     * @throws InvalidChangeException if it could be anything else than one expression where it is put into a statement
     */
    static String expression(String sql) {
        var depth = 0;
        var empty = true;
        for (var token : Tokenizer.tokenize(sql)) {
            if (!isWhole(token, sql)) {
                throw new InvalidChangeException("the expression %s does not end: %s".formatted(sql, token.text()));
            }
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            var isSeparator = token.is(";") || token.text().equals("\0") || (token.is(",") && depth == 0);
            if (depth < 0 || isSeparator || token.kind() == Token.Kind.VARIABLE) {
                throw new InvalidChangeException("%s is not one expression".formatted(sql));
            }
            empty &= token.kind() == Token.Kind.SPACE;
        }
        if (empty || depth != 0) {
            throw new InvalidChangeException("%s is not one expression".formatted(empty ? "an empty text" : sql));
        }
        return sql;
    }

    /** Whether a quote or comment ends where it must; one that does not would go on behind the expression. */
    private static boolean isWhole(Token token, String sql) {
        var text = token.text();
        return switch (token.kind()) {
            case STRING, QUOTED_NAME -> isClosed(text);
            case BLOB -> text.length() > 2 && text.endsWith("'");
            case SPACE ->
                text.startsWith("--")
                        ? token.end() < sql.length()
                        : !text.startsWith("/*") || (text.length() > 3 && text.endsWith("*/"));
            case WORD, NUMBER, VARIABLE, SYMBOL -> true;
        };
    }

    private static boolean isClosed(String quoted) {
        if (quoted.charAt(0) == '[') {
            return quoted.endsWith("]");
        }
        return quoted.chars().filter(c -> c == quoted.charAt(0)).count() % 2 == 0;
    }

    /**
     * {@return the type}
     *
     * @throws InvalidChangeException if it is anything else than names, then perhaps one or two numbers in parentheses
     */
    static String type(String text) {
        var reader = new TokenReader(text);
        while (reader.isName()) {
            isWhole(reader.next(), text);
        }
        if (reader.accept("(")) {
            signedNumber(reader, text);
            if (reader.accept(",")) {
                signedNumber(reader, text);
            }
            if (!reader.accept(")")) {
                throw noType(text);
            }
        }
        if (!reader.atEnd() || !Tokenizer.tokenize(text).stream().allMatch(token -> isWhole(token, text))) {
            throw noType(text);
        }
        return text;
    }

    private static void signedNumber(TokenReader reader, String text) {
        if (!reader.accept("+")) {
            reader.accept("-");
        }
        if (reader.atEnd() || reader.next().kind() != Token.Kind.NUMBER) {
            throw noType(text);
        }
    }

    private static InvalidChangeException noType(String text) {
        return new InvalidChangeException("%s is not a type".formatted(text));
    }

    static boolean isStandardType(String type) {
        return STANDARD_TYPES.contains(storedType(type));
    }

    /** {@return a type as SQLite says it, on one line} */
    static String storedType(String text) {
        var tokens = TokenReader.significant(text);
        var unquoted = tokens.size() == 1 ? Identifiers.unquote(tokens.get(0)) : text;
        var folded = unquoted.strip().replaceAll("\\s+", " ");
        var capitals = folded.toUpperCase(Locale.ROOT);
        return STANDARD_TYPES.contains(capitals) ? capitals : folded;
    }
}
