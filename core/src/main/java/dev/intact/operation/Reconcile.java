package dev.intact.operation;

import dev.intact.catalog.Expression;

/** Which value counts where two tables that become one both have a column, and rows that belong together disagree. */
public sealed interface Reconcile {
    /** Rows that disagree are listed, and the change is refused. What holds where nothing else is said. */
    record Agree() implements Reconcile {}

    /** The value of the table that goes. */
    record PreferSource() implements Reconcile {}

    /** The value of the table that stays. */
    record PreferTarget() implements Reconcile {}

    /**
     * What an expression makes of both.
     *
     * @param expression SQL, in which {@code source} is the row that goes and {@code target} the one that stays
     */
    record By(Expression expression) implements Reconcile {}

    /** {@return the choice of the value of the table that goes} */
    static Reconcile preferSource() {
        return new PreferSource();
    }

    /** {@return the choice of the value of the table that stays} */
    static Reconcile preferTarget() {
        return new PreferTarget();
    }

    /**
     * {@return the choice of what an expression makes of both: {@code by("source.is_archived or target.is_archived")}}
     *
     * @param expression SQL, in which {@code source} is the row that goes and {@code target} the one that stays
     */
    static Reconcile by(String expression) {
        return new By(Expression.of(expression));
    }
}
