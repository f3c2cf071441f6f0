package dev.intact.sqlite;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The names in the text of a view or trigger. SQLite keeps no record of what they use, so every name in the text counts:
 * rather one too many than one too few.
 */
final class Mentions {
    private static final Set<String> BEFORE_A_TABLE = Set.of("from", "join", "into", "update", "on", ".", ",");

    private final Set<String> tables = new HashSet<>();
    private final Set<String> columns = new HashSet<>();

    private Mentions(List<Token> all, List<Token> body) {
        for (var i = 0; i < all.size(); i++) {
            var before = i == 0 ? "" : Identifiers.fold(all.get(i - 1).text());
            if (isName(all.get(i)) || (all.get(i).kind() == Token.Kind.STRING && BEFORE_A_TABLE.contains(before))) {
                tables.add(folded(all.get(i)));
            }
        }
        body.stream().filter(Mentions::isName).map(Mentions::folded).forEach(columns::add);
    }

    static Mentions ofView(String sql) {
        var tokens = TokenReader.significant(sql);
        return new Mentions(tokens, tokens.subList(after(tokens, 0, "as"), tokens.size()));
    }

    /** The words around a trigger's statements are no names: a column may be called {@code end}. */
    static Mentions ofTrigger(String sql) {
        var tokens = TokenReader.significant(sql);
        var header = TriggerHeader.of(sql);
        var body = tokens.subList(Math.min(header.end() + 1, tokens.size()), tokens.size());
        var end = last(body, "end");
        var each = after(body, 0, "for", "each", "row");
        var mentions = new Mentions(tokens, body.subList(Math.min(each, end), end));
        header.columns().forEach(column -> mentions.columns.add(Identifiers.fold(column)));
        return mentions;
    }

    /** {@return the position behind these words, or the beginning where they are not there} */
    private static int after(List<Token> tokens, int from, String... words) {
        for (var i = from; i + words.length <= tokens.size(); i++) {
            var found = true;
            for (var j = 0; j < words.length; j++) {
                found &= tokens.get(i + j).is(words[j]);
            }
            if (found) {
                return i + words.length;
            }
        }
        return from;
    }

    private static int last(List<Token> tokens, String word) {
        for (var i = tokens.size() - 1; i >= 0; i--) {
            if (tokens.get(i).is(word)) {
                return i;
            }
        }
        return tokens.size();
    }

    private static boolean isName(Token token) {
        return switch (token.kind()) {
            case WORD -> !Keywords.isReserved(token.text());
            case QUOTED_NAME -> true;
            case STRING, NUMBER, BLOB, VARIABLE, SYMBOL, SPACE -> false;
        };
    }

    private static String folded(Token token) {
        return Identifiers.fold(Identifiers.unquote(token));
    }

    boolean ofTable(String name) {
        return tables.contains(Identifiers.fold(name));
    }

    /** {@return those of the columns that are named} */
    SortedSet<String> among(List<String> names) {
        var named = new TreeSet<>(names);
        named.removeIf(name -> !columns.contains(Identifiers.fold(name)));
        return named;
    }
}
