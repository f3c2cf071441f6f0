package dev.intact;

import dev.intact.check.ViolationsException;
import dev.intact.plan.Plan;
import dev.intact.plan.Stage;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;

/** A run in one transaction: all of it is done and verified, or nothing. */
record AtomicRun(Run run) {

    /**
     * Runs a plan that is made, or found, in the transaction.
     *
     * @param stages which of its stages are yet to run
     */
    Report of(Supplier<Plan> planning, Function<Plan, List<Stage>> stages) {
        for (int attempt = 1; ; attempt++) {
            run.forget(0);
            try {
                return run.writing(() -> inTransaction(planning.get(), stages));
            } catch (ViolationsException e) {
                throw run.withAllViolations(e);
            } catch (StepException e) {
                run.refuseIfViolated(e);
                run.retryOrFail(e.sql(), e.step(), attempt);
            } catch (SQLException e) {
                run.retryOrFail(e, null, attempt);
            } catch (DataAccessException e) {
                run.retryOrFail(SqlFailure.unwrap(e), null, attempt);
            }
        }
    }

    private Report inTransaction(Plan plan, Function<Plan, List<Stage>> stages) throws StepException {
        run.refuse(plan);
        var remaining = stages.apply(plan);
        run.announce(remaining);
        for (var stage : remaining) {
            run.runSteps(stage);
        }
        return run.report(plan, run.verify(plan, "all of it was undone"));
    }
}
