package dev.intact.sqlite;

import dev.intact.sqlite.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts SQL text where SQLite's own tokenizer (tokenize.c) cuts it. Nothing is lost and nothing is refused: the tokens'
 * texts, joined, are the input, whatever it was. What SQLite would call illegal (a quote without an end, {@code 1abc})
 * is a token too.
 */
final class Tokenizer {
    private final String sql;

    private Tokenizer(String sql) {
        this.sql = sql;
    }

    /** {@return the tokens of a text, in order} */
    static List<Token> tokenize(String sql) {
        var tokenizer = new Tokenizer(sql);
        var tokens = new ArrayList<Token>();
        for (var start = 0;
                start < sql.length();
                start = tokens.get(tokens.size() - 1).end()) {
            tokens.add(tokenizer.tokenAt(start));
        }
        return List.copyOf(tokens);
    }

    private Token tokenAt(int start) {
        var first = at(start);
        return switch (first) {
            case ' ', '\t', '\n', '\f', '\r' -> token(Kind.SPACE, start, endOfSpace(start));
            // Only at the start of a token: inside a name, a byte order mark is a character like others.
            case '\uFEFF' -> token(Kind.SPACE, start, start + 1);
            case '\'' -> token(Kind.STRING, start, endOfQuoted(start));
            case '"', '`' -> token(Kind.QUOTED_NAME, start, endOfQuoted(start));
            // Unlike the other quotes, ] cannot be doubled: https://sqlite.org/lang_keywords.html
            case '[' -> token(Kind.QUOTED_NAME, start, endAfter("]", start + 1));
            case '?' -> token(Kind.VARIABLE, start, endOfIndex(start + 1));
            case '$', '@', ':', '#' -> variable(start);
            case 'x', 'X' -> at(start + 1) == '\'' ? token(Kind.BLOB, start, endAfter("'", start + 2)) : word(start);
            default -> {
                if (isDigit(first) || (first == '.' && isDigit(at(start + 1)))) {
                    yield token(Kind.NUMBER, start, endOfNumber(start));
                }
                yield isNameCharacter(first) ? word(start) : commentOrSymbol(start);
            }
        };
    }

    private Token commentOrSymbol(int start) {
        if (sql.startsWith("--", start)) {
            var newline = sql.indexOf('\n', start);
            return token(Kind.SPACE, start, newline < 0 ? sql.length() : newline);
        }
        // "/*" as the last two characters are a slash and a star to SQLite.
        if (sql.startsWith("/*", start) && start + 2 < sql.length()) {
            return token(Kind.SPACE, start, endAfter("*/", start + 2));
        }
        if (sql.startsWith("->>", start)) {
            return token(Kind.SYMBOL, start, start + 3);
        }
        var two = sql.substring(start, Math.min(start + 2, sql.length()));
        return switch (two) {
            case "||", "->", "<<", ">>", "<=", ">=", "<>", "!=", "==" -> token(Kind.SYMBOL, start, start + 2);
            default -> token(Kind.SYMBOL, start, start + 1);
        };
    }

    private Token word(int start) {
        return token(Kind.WORD, start, endOfName(start + 1));
    }

    /** A Tcl variable may go on with {@code ::} and with an index in parentheses. */
    private Token variable(int start) {
        var end = start + 1;
        var named = false;
        while (true) {
            if (isNameCharacter(at(end))) {
                named = true;
                end++;
            } else if (named && at(end) == '(') {
                do {
                    end++;
                } while (end < sql.length() && !isSpace(at(end)) && at(end) != ')');
                end = at(end) == ')' ? end + 1 : end;
                break;
            } else if (sql.startsWith("::", end)) {
                end += 2;
            } else {
                break;
            }
        }
        return token(named ? Kind.VARIABLE : Kind.SYMBOL, start, end);
    }

    private int endOfSpace(int start) {
        var end = start + 1;
        while (isSpace(at(end))) {
            end++;
        }
        return end;
    }

    private int endOfQuoted(int start) {
        var quote = at(start);
        var end = start + 1;
        while (end < sql.length()) {
            if (at(end) != quote) {
                end++;
            } else if (at(end + 1) == quote) {
                end += 2;
            } else {
                return end + 1;
            }
        }
        return end;
    }

    private int endAfter(String closing, int from) {
        var found = sql.indexOf(closing, from);
        return found < 0 ? sql.length() : found + closing.length();
    }

    /** Digits, a fraction, an exponent. The rest of {@code 0xff}, or of {@code 1abc}, which is illegal, sticks to it. */
    private int endOfNumber(int start) {
        var end = endOfDigits(start);
        if (at(end) == '.') {
            end = endOfDigits(end + 1);
        }
        if (at(end) == 'e' || at(end) == 'E') {
            var exponent = at(end + 1) == '+' || at(end + 1) == '-' ? end + 2 : end + 1;
            end = isDigit(at(exponent)) ? endOfDigits(exponent) : end;
        }
        return endOfName(end);
    }

    /** Digits may be separated by underscores: https://sqlite.org/lang_expr.html#literal_values_constants_ */
    private int endOfDigits(int start) {
        var end = start;
        while (isDigit(at(end)) || at(end) == '_') {
            end++;
        }
        return end;
    }

    private int endOfIndex(int start) {
        var end = start;
        while (isDigit(at(end))) {
            end++;
        }
        return end;
    }

    private int endOfName(int start) {
        var end = start;
        while (isNameCharacter(at(end))) {
            end++;
        }
        return end;
    }

    private Token token(Kind kind, int start, int end) {
        return new Token(kind, sql.substring(start, end), start);
    }

    /** {@return the character there, or NUL, which no rule looks for, after the end} */
    private char at(int offset) {
        return offset < sql.length() ? sql.charAt(offset) : '\0';
    }

    /** A vertical tab does not start white space, but goes on with it. */
    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameCharacter(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || c >= 0x80;
    }
}
