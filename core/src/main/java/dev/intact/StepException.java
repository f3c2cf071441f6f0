package dev.intact;

import dev.intact.plan.Step;
import java.sql.SQLException;

/** A step that failed; it never leaves the runner. */
final class StepException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Step step;
    private final SQLException sql;

    StepException(Step step, SQLException sql) {
        super(sql);
        this.step = step;
        this.sql = sql;
    }

    Step step() {
        return step;
    }

    SQLException sql() {
        return sql;
    }
}
