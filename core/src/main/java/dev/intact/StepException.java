package dev.intact;

import dev.intact.plan.Step;
import java.sql.SQLException;

/** A step that failed; it never leaves the runner. */
final class StepException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Step step;
    private final boolean mending;
    private final SQLException sql;

    /** @param mending whether the step is a part of what mends rows */
    StepException(Step step, boolean mending, SQLException sql) {
        super(sql);
        this.step = step;
        this.mending = mending;
        this.sql = sql;
    }

    Step step() {
        return step;
    }

    boolean isMending() {
        return mending;
    }

    SQLException sql() {
        return sql;
    }
}
