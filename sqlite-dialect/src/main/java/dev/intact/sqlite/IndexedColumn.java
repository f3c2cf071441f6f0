package dev.intact.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One term of an index, a PRIMARY KEY or a UNIQUE constraint
 * (<a href="https://sqlite.org/syntax/indexed-column.html">indexed-column</a>).
 *
 * @param expression what is indexed, verbatim, without the parentheses, the collation and the direction around it
 * @param column the column's name if it is just a name. A name in double quotes that is no column is a string to
 *     SQLite, and the term an expression; only {@code index_xinfo} knows
 * @param collation the collation written for the whole term. One behind an operator is left in the expression, whose
 *     last operand it mostly belongs to; what SQLite made of it, {@code index_xinfo} knows
 * @param descending whether it says DESC
 * @param span the whole term
 */
record IndexedColumn(
        String expression,
        @Nullable String column,
        @Nullable String collation,
        boolean descending,
        Span span) {

    private static final Set<String> PREFIXES = Set.of("+", "-", "~");
    private static final Set<String> OPERATOR_WORDS = Set.of(
            "and", "or", "not", "is", "isnull", "notnull", "in", "like", "glob", "regexp", "match", "between",
            "escape");

    /** {@return the column of a constraint that is written behind the column's own name} */
    static IndexedColumn inline(Token name, boolean descending) {
        return new IndexedColumn(name.text(), Identifiers.unquote(name), null, descending, name.span());
    }

    /** Reads a list of terms with its parentheses. AUTOINCREMENT, which can end it, is left to the caller. */
    static List<IndexedColumn> list(TokenReader reader) {
        reader.expect("(");
        var terms = new ArrayList<IndexedColumn>();
        do {
            terms.add(next(reader));
        } while (reader.accept(","));
        return List.copyOf(terms);
    }

    private static IndexedColumn next(TokenReader reader) {
        var tokens = new ArrayList<Token>();
        while (!reader.is(",") && !reader.is(")") && !reader.is("autoincrement")) {
            tokens.addAll(reader.nextGroup());
        }
        if (tokens.isEmpty()) {
            throw reader.error("a column or an expression");
        }
        return of(tokens, reader.sql());
    }

    private static IndexedColumn of(List<Token> tokens, String sql) {
        var last = tokens.size() - 1;
        var directed = WordRoles.of(tokens).get(last) == WordRoles.Role.KEYWORD
                && (tokens.get(last).is("asc") || tokens.get(last).is("desc"));
        var value = Parentheses.unwrapped(directed ? tokens.subList(0, last) : tokens);
        @Nullable String collation = null;
        while (collated(value)) {
            // The outermost COLLATE decides.
            collation = collation == null ? Identifiers.unquote(value.get(value.size() - 1)) : collation;
            value = Parentheses.unwrapped(value.subList(0, value.size() - 2));
        }
        return new IndexedColumn(
                over(value).in(sql),
                isName(value) ? Identifiers.unquote(value.get(0)) : null,
                collation,
                directed && tokens.get(last).is("desc"),
                over(tokens));
    }

    /** COLLATE binds tighter than every operator between two values: {@code a || b COLLATE x} is an expression in itself. */
    private static boolean collated(List<Token> value) {
        var collate = value.size() - 2;
        return collate > 0 && value.get(collate).is("collate") && isOneValue(value.subList(0, collate));
    }

    private static boolean isOneValue(List<Token> value) {
        var roles = WordRoles.of(value);
        var depth = 0;
        var prefix = true;
        for (var i = 0; i < value.size(); i++) {
            var token = value.get(i);
            var keyword = roles.get(i) == WordRoles.Role.KEYWORD;
            prefix = prefix && PREFIXES.contains(token.text());
            depth -= token.is(")") || (keyword && token.is("end")) ? 1 : 0;
            if (depth == 0 && !prefix && (keyword ? isOperatorWord(token) : isOperatorSymbol(token))) {
                return false;
            }
            depth += token.is("(") || (keyword && token.is("case")) ? 1 : 0;
        }
        return true;
    }

    private static boolean isOperatorWord(Token token) {
        return OPERATOR_WORDS.contains(Identifiers.fold(token.text()));
    }

    private static boolean isOperatorSymbol(Token token) {
        return token.kind() == Token.Kind.SYMBOL && !token.is("(") && !token.is(")") && !token.is(".");
    }

    private static boolean isName(List<Token> value) {
        return value.size() == 1
                && (value.get(0).kind() == Token.Kind.STRING
                        || WordRoles.of(value).get(0) == WordRoles.Role.NAME);
    }

    private static Span over(List<Token> tokens) {
        return Span.of(tokens.get(0), tokens.get(tokens.size() - 1));
    }
}
