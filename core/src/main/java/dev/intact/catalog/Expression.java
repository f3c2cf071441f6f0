package dev.intact.catalog;

/**
 * An SQL expression. Servers store expressions in words of their own ({@code status in ('a')} becomes {@code status =
 * 'a'::text}), so two expressions are equal when their normal forms are.
 *
 * @param sql the expression as it was written, or as the database stored it
 * @param normalForm the dialect's normal form of it; the text itself as long as no database has been asked
 */
public record Expression(String sql, String normalForm) {
    /** {@return an expression as a user writes it, before any database has been asked} */
    public static Expression of(String sql) {
        return new Expression(sql, sql);
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
