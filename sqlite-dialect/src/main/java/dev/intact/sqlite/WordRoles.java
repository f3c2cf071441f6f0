package dev.intact.sqlite;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells the names in an expression from its keywords. {@code end} is a name in {@code end > start} and a keyword in
 * {@code case a when 1 then 2 end}: what counts is whether a value or an operator is expected there, as in SQLite's own
 * grammar (the {@code %fallback ID} rule of parse.y).
 */
final class WordRoles {
    enum Role {
        NAME,
        KEYWORD,
        /** A literal, an operator, a parenthesis. */
        OTHER
    }

    private boolean operandExpected = true;

    private WordRoles() {}

    /** {@return the role of each of an expression's tokens, which hold no white space} */
    static List<Role> of(List<Token> tokens) {
        var roles = new ArrayList<Role>();
        var reader = new WordRoles();
        for (var token : tokens) {
            roles.add(reader.roleOf(
                    token, !roles.isEmpty() && tokens.get(roles.size() - 1).is(".")));
        }
        return List.copyOf(roles);
    }

    private Role roleOf(Token token, boolean afterDot) {
        return switch (token.kind()) {
            case WORD -> roleOfWord(token.text(), afterDot);
            case QUOTED_NAME -> operand(Role.NAME);
            case STRING, NUMBER, BLOB, VARIABLE -> operand(Role.OTHER);
            case SYMBOL -> {
                operandExpected = !token.is(")");
                yield Role.OTHER;
            }
            case SPACE -> throw new IllegalArgumentException("white space at offset " + token.start());
        };
    }

    private Role roleOfWord(String word, boolean afterDot) {
        var keyword = afterDot
                ? Keywords.isReserved(word)
                : operandExpected ? Keywords.startsOperand(word) : Keywords.followsOperand(word);
        if (!keyword) {
            return operand(Role.NAME);
        }
        operandExpected = switch (Identifiers.fold(word)) {
            case "null", "isnull", "notnull", "end", "asc", "desc", "true", "false" -> false;
            case "current_date", "current_time", "current_timestamp" -> false;
            default -> true;
        };
        return Role.KEYWORD;
    }

    private Role operand(Role role) {
        operandExpected = false;
        return role;
    }
}
