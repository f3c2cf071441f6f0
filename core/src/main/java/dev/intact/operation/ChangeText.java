package dev.intact.operation;

import dev.intact.error.InvalidChangeException;
import java.util.ArrayList;
import java.util.List;

/** The reader of a change's canonical text: calls in chains, strings in double quotes. */
final class ChangeText {
    private final String text;
    private int at;

    private ChangeText(String text) {
        this.text = text;
    }

    /** {@return the chains of calls, one per statement; each ends with a semicolon} */
    static List<List<Call>> parse(String text) {
        var reader = new ChangeText(text);
        var statements = new ArrayList<List<Call>>();
        reader.skipSpace();
        while (reader.at < text.length()) {
            statements.add(reader.chain());
            reader.expect(';');
            reader.skipSpace();
        }
        return statements;
    }

    /** {@return the calls of one operation's text} */
    static List<Call> chainOf(String operation) {
        return parse(operation + ";").get(0);
    }

    private List<Call> chain() {
        var calls = new ArrayList<Call>();
        calls.add(call());
        while (looksAt('.')) {
            expect('.');
            calls.add(call());
        }
        return calls;
    }

    private Call call() {
        var name = word();
        expect('(');
        var arguments = new ArrayList<Call.Argument>();
        while (!looksAt(')')) {
            if (!arguments.isEmpty()) {
                expect(',');
            }
            arguments.add(looksAt('"') ? new Call.Text(string()) : new Call.Nested(chain()));
        }
        expect(')');
        return new Call(name, arguments);
    }

    private String word() {
        skipSpace();
        int start = at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
        if (start == at) {
            throw wrong("a name");
        }
        return text.substring(start, at);
    }

    private String string() {
        expect('"');
        var value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            value.append(text.charAt(at) == '\\' ? escaped() : text.charAt(at));
            at++;
        }
        expect('"');
        return value.toString();
    }

    /** Reads an escape, and stays on its last character. */
    private char escaped() {
        at++;
        if (at >= text.length()) {
            throw wrong("an escaped character");
        }
        return switch (text.charAt(at)) {
            case '"', '\\' -> text.charAt(at);
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw wrong("one of \\\" \\\\ \\n \\r \\t \\u0000");
        };
    }

    private char unicode() {
        int end = at + 5;
        if (end > text.length()) {
            throw wrong("four hexadecimal digits");
        }
        try {
            char c = (char) Integer.parseInt(text, at + 1, end, 16);
            at = end - 1;
            return c;
        } catch (NumberFormatException e) {
            throw wrong("four hexadecimal digits");
        }
    }

    private boolean looksAt(char c) {
        skipSpace();
        return at < text.length() && text.charAt(at) == c;
    }

    private void expect(char c) {
        if (at < text.length() && text.charAt(at) != c) {
            skipSpace();
        }
        if (at >= text.length() || text.charAt(at) != c) {
            throw wrong("'" + c + "'");
        }
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private InvalidChangeException wrong(String expected) {
        return new InvalidChangeException(
                "a change's text cannot be read: expected %s at position %d".formatted(expected, at));
    }
}
