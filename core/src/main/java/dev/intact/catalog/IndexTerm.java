package dev.intact.catalog;

import org.jspecify.annotations.Nullable;

/**
 * What an index is sorted by, first, second and so on.
 *
 * @param value a column or an expression
 * @param collation the collation where it is not the value's own, or null
 * @param operatorClass PostgreSQL's operator class with its parameters where it is not the type's default, or null
 * @param descending whether it is sorted downwards
 * @param nulls where NULLs are sorted
 */
public record IndexTerm(
        Value value, @Nullable String collation, @Nullable String operatorClass, boolean descending, Nulls nulls) {
    /** Where NULLs are sorted. */
    public enum Nulls {
        /** Where the database sorts them by itself for this direction. */
        BY_DEFAULT,
        /** Before every value. */
        FIRST,
        /** After every value. */
        LAST
    }

    /** What a term is made of. */
    public sealed interface Value {}

    /**
     * A column.
     *
     * @param name its name
     */
    public record OfColumn(String name) implements Value {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * An expression over the table's columns.
     *
     * @param expression the expression, without parentheses around it
     */
    public record OfExpression(Expression expression) implements Value {
        @Override
        public String toString() {
            return expression.sql();
        }
    }

    /** {@return a term over a column, upwards} */
    public static IndexTerm column(String name) {
        return new IndexTerm(new OfColumn(name), null, null, false, Nulls.BY_DEFAULT);
    }

    /** {@return a term over an expression, upwards} */
    public static IndexTerm expression(Expression expression) {
        return new IndexTerm(new OfExpression(expression), null, null, false, Nulls.BY_DEFAULT);
    }

    /** {@return this term with that collation} */
    public IndexTerm withCollation(@Nullable String other) {
        return new IndexTerm(value, other, operatorClass, descending, nulls);
    }

    /** {@return whether the term is a column as it stands: upwards, with its own collation and order} */
    public boolean isPlainColumn() {
        return value instanceof OfColumn && equals(new IndexTerm(value, null, null, false, Nulls.BY_DEFAULT));
    }

    @Override
    public String toString() {
        return value
                + (collation == null ? "" : " collate " + collation)
                + (operatorClass == null ? "" : " " + operatorClass)
                + (descending ? " desc" : "")
                + (nulls == Nulls.BY_DEFAULT ? "" : nulls == Nulls.FIRST ? " nulls first" : " nulls last");
    }
}
