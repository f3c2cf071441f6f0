package dev.intact.catalog;

import java.util.regex.Pattern;

/**
 * An SQL expression. Servers store expressions in words of their own ({@code status in ('a')} becomes {@code status =
 * 'a'::text}), so two expressions are equal when their normal forms are.
 *
 * @param sql the expression as it was written, or as the database stored it
 * @param normalForm the dialect's normal form of it; the text itself as long as no database has been asked
 */
public record Expression(String sql, String normalForm) {
    /** The normal form of what holds for every row, where the database leaves it out of what it stores. */
    public static final String ALWAYS = "⊤";

    private static final Pattern STRING = Pattern.compile("'((?:[^']|'')*)'");
    private static final Pattern MOMENT =
            Pattern.compile("\\s*(now|today|tomorrow|yesterday)\\s*", Pattern.CASE_INSENSITIVE);
    private static final String NAME = "(?:\"[^\"]+\"|\\w+)";
    private static final Pattern TYPE = Pattern.compile("::\\s*" + NAME + "(?:\\." + NAME
            + ")*(?: varying| precision)?(?:\\([\\d, ]+\\))?(?: with(?:out)? time zone)?");
    private static final Pattern CALL = Pattern.compile(
            "(?!\\bcast\\b)\\b[\\w$]+\"?\\s*\\(|\"\\s*\\(|\\b(current_\\w+|localtime\\w*|session_user|system_user|user)\\b|--|/\\*",
            Pattern.CASE_INSENSITIVE);

    /** {@return an expression as a user writes it, before any database has been asked} */
    public static Expression of(String sql) {
        return new Expression(sql, sql);
    }

    /**
     * {@return whether it has the same value at any time: it is made of literals, casts and operators alone} A function may
     * or may not be volatile; so none counts as constant.
     */
    public boolean isConstant() {
        if (STRING.matcher(sql)
                .results()
                .anyMatch(text -> MOMENT.matcher(text.group(1)).matches())) {
            return false;
        }
        var rest = TYPE.matcher(STRING.matcher(sql).replaceAll("''")).replaceAll("");
        return !CALL.matcher(rest).find();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Expression that && normalForm.equals(that.normalForm);
    }

    @Override
    public int hashCode() {
        return normalForm.hashCode();
    }

    @Override
    public String toString() {
        return sql;
    }
}
