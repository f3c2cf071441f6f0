package dev.intact.postgres;

import dev.intact.error.InvalidChangeException;
import java.util.ArrayList;
import java.util.List;

/**
 * SQL that a person wrote, looked at as far as is needed to put it between parentheses safely: where literals, quoted
 * names and comments end, and which parentheses belong together. PostgreSQL's documentation, "Lexical Structure". It is
 * read with {@code standard_conforming_strings} on, which every session sets.
 */
final class SqlText {
    private static final int NOWHERE = -1;

    private final String sql;

    private SqlText(String sql) {
        this.sql = sql;
    }

    /**
     * {@return the text, which is one expression, type or operator class as far as brackets, quotes, commas and semicolons
     * tell}
     *
     * @throws InvalidChangeException if it could end what it is put into, or hide the rest of it
     */
    static String single(String sql) {
        var text = new SqlText(sql);
        if (sql.isBlank() || text.closeOf(NOWHERE) == NOWHERE) {
            throw new InvalidChangeException(
                    "not one SQL expression, since a bracket or quote is left open, or there is a semicolon or a"
                            + " comment: " + sql);
        }
        if (text.hasCommaOutsideBrackets()) {
            throw new InvalidChangeException("not one SQL expression, since there is a comma: " + sql);
        }
        return sql;
    }

    private boolean hasCommaOutsideBrackets() {
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == ',') {
                return true;
            }
            at = c == '(' || c == '[' ? closeOf(at) : after(at);
        }
        return false;
    }

    /**
     * {@return a statement as the driver reads it, of which so many question marks at its end are parameters} Those before
     * them are operators, which the driver has doubled (pgjdbc's documentation, "Issuing a query").
     */
    static String withParameters(String sql, int parameters) {
        var marks = new SqlText(sql).questionMarks();
        var text = new StringBuilder(sql);
        for (int i = marks.size() - parameters - 1; i >= 0; i--) {
            text.insert(marks.get(i), "?");
        }
        return text.toString();
    }

    private List<Integer> questionMarks() {
        var marks = new ArrayList<Integer>();
        for (int at = 0; at != NOWHERE && at < sql.length(); at = after(at)) {
            if (sql.charAt(at) == '?') {
                marks.add(at);
            }
        }
        return marks;
    }

    /** {@return the expression without parentheses around the whole of it} */
    static String unwrapped(String sql) {
        var inner = sql.strip();
        while (inner.startsWith("(") && new SqlText(inner).closeOf(0) == inner.length() - 1) {
            inner = inner.substring(1, inner.length() - 1).strip();
        }
        return inner;
    }

    /** Where the bracket at that place is closed, or for no place the length of a text that is balanced. */
    private int closeOf(int open) {
        var brackets = new StringBuilder();
        int at = Math.max(open, 0);
        while (at < sql.length()) {
            char c = sql.charAt(at);
            int last = brackets.length() - 1;
            if (c == '(' || c == '[') {
                brackets.append(c == '(' ? ')' : ']');
            } else if (c == ')' || c == ']') {
                if (last < 0 || brackets.charAt(last) != c) {
                    return NOWHERE;
                }
                brackets.setLength(last);
                if (last == 0 && open != NOWHERE) {
                    return at;
                }
            }
            at = c == ';' || c == '\0' ? NOWHERE : after(at);
            if (at == NOWHERE) {
                return NOWHERE;
            }
        }
        return open == NOWHERE && brackets.isEmpty() ? sql.length() : NOWHERE;
    }

    /** Where what begins there has ended, or nowhere. */
    private int after(int at) {
        char c = sql.charAt(at);
        if (isWord(c)) {
            return afterWord(at);
        }
        return switch (c) {
            case '\'' -> afterQuoted(at, false);
            case '"' -> afterQuoted(at, false);
            case '$' -> afterDollar(at);
            case '-' -> sql.startsWith("--", at) ? NOWHERE : at + 1;
            case '/' -> sql.startsWith("/*", at) ? NOWHERE : at + 1;
            default -> at + 1;
        };
    }

    /** A word, and the literal that an E before a quote begins, where a backslash hides the next character. */
    private int afterWord(int at) {
        int end = at;
        while (end < sql.length() && (isWord(sql.charAt(end)) || sql.charAt(end) == '$')) {
            end++;
        }
        boolean literal = end < sql.length() && sql.charAt(end) == '\'';
        boolean escaping = literal && (sql.charAt(end - 1) == 'e' || sql.charAt(end - 1) == 'E');
        if (escaping && end - at > 1) {
            return Character.isDigit(sql.charAt(at)) ? NOWHERE : end;
        }
        return escaping ? afterQuoted(end, true) : end;
    }

    private int afterQuoted(int at, boolean backslashes) {
        char quote = sql.charAt(at);
        for (int i = at + 1; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (backslashes && c == '\\') {
                i++;
            } else if (c == quote) {
                if (i + 1 == sql.length() || sql.charAt(i + 1) != quote) {
                    return i + 1;
                }
                i++;
            }
        }
        return NOWHERE;
    }

    private int afterDollar(int at) {
        int tagEnd = at + 1;
        while (tagEnd < sql.length() && isWord(sql.charAt(tagEnd))) {
            tagEnd++;
        }
        boolean opens = tagEnd < sql.length()
                && sql.charAt(tagEnd) == '$'
                && !(tagEnd > at + 1 && Character.isDigit(sql.charAt(at + 1)));
        if (!opens) {
            return at + 1;
        }
        var tag = sql.substring(at, tagEnd + 1);
        int close = sql.indexOf(tag, tagEnd + 1);
        return close < 0 ? NOWHERE : close + tag.length();
    }

    private static boolean isWord(char c) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') || c == '_' || c >= 0x80;
    }
}
