package dev.intact.sqlite;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads a statement's tokens one by one, passing over white space and comments. */
final class TokenReader {
    private final String sql;
    private final List<Token> tokens;
    private int position;

    TokenReader(String sql) {
        this.sql = sql;
        this.tokens = significant(sql);
    }

    /** {@return the tokens of a text without white space and comments} */
    static List<Token> significant(String sql) {
        return Tokenizer.tokenize(sql).stream()
                .filter(token -> token.kind() != Token.Kind.SPACE)
                .toList();
    }

    String sql() {
        return sql;
    }

    int position() {
        return position;
    }

    void back(int to) {
        position = to;
    }

    boolean atEnd() {
        return position == tokens.size();
    }

    /** {@return the token that many places ahead; an empty symbol after the end} */
    Token peek(int ahead) {
        var index = position + ahead;
        return index < tokens.size() ? tokens.get(index) : new Token(Token.Kind.SYMBOL, "", sql.length());
    }

    Token next() {
        if (atEnd()) {
            throw error("more");
        }
        return tokens.get(position++);
    }

    /** {@return whether these keywords or symbols come next} */
    boolean is(String... words) {
        for (var i = 0; i < words.length; i++) {
            if (!peek(i).is(words[i])) {
                return false;
            }
        }
        return true;
    }

    boolean isOneOf(String... words) {
        return Arrays.stream(words).anyMatch(peek(0)::is);
    }

    /** Passes over these keywords or symbols if they come next, and says whether they did. */
    boolean accept(String... words) {
        if (!is(words)) {
            return false;
        }
        position += words.length;
        return true;
    }

    void expect(String... words) {
        if (!accept(words)) {
            throw error(String.join(" ", words));
        }
    }

    /** {@return whether a name comes next: where only a name can stand, SQLite takes a string for one} */
    boolean isName() {
        var token = peek(0);
        return switch (token.kind()) {
            case WORD -> !Keywords.isReserved(token.text());
            case QUOTED_NAME, STRING -> true;
            case NUMBER, BLOB, VARIABLE, SYMBOL, SPACE -> false;
        };
    }

    Optional<String> name() {
        return isName() ? Optional.of(Identifiers.unquote(next())) : Optional.empty();
    }

    Token expectName(String what) {
        if (!isName()) {
            throw error(what);
        }
        return next();
    }

    /** {@return the name that comes next, without the schema that may stand before it} */
    Token expectQualifiedName(String what) {
        var name = expectName(what);
        return accept(".") ? expectName(what) : name;
    }

    /** {@return everything up to the statement's end, verbatim from its first to its last token} */
    String rest() {
        var from = position;
        while (position == from || (!atEnd() && !is(";"))) {
            next();
        }
        return since(from).in(sql);
    }

    /** Passes over one token, or over a parenthesis and everything up to the one that closes it. */
    List<Token> nextGroup() {
        var from = position;
        var depth = 0;
        do {
            var token = next();
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        } while (depth > 0);
        return tokens.subList(from, position);
    }

    /**
     * {@return the text inside the parentheses that come next, verbatim from its first to its last token: a comment at
     * its end could swallow what is written behind it}
     */
    String parenthesized() {
        if (!is("(") || is("(", ")")) {
            throw error("an expression in parentheses");
        }
        var group = nextGroup();
        return Span.of(group.get(1), group.get(group.size() - 2)).in(sql);
    }

    /** {@return the span from the token at that position to the last one read} */
    Span since(int from) {
        return Span.of(tokens.get(from), tokens.get(position - 1));
    }

    IllegalArgumentException error(String expected) {
        var at = peek(0);
        return new IllegalArgumentException("expected %s at offset %d, found %s in: %s"
                .formatted(expected, at.start(), atEnd() ? "the end" : at.text(), sql));
    }
}
