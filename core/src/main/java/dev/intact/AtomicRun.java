package dev.intact;

import dev.intact.check.ViolationsException;
import dev.intact.dialect.Session.Access;
import dev.intact.plan.Plan;
import dev.intact.plan.Stage;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;

/**
 * A run in one transaction: all of it is done and verified, or nothing. Whether rows stand in the way is not asked before:
 * its own statements tell.
 */
record AtomicRun(Run run) {

    /**
     * Runs a plan that is made, or found, in the transaction. Only then is it known whether a table is made anew; where one
     * is, the transaction ends without having done anything, and another one begins for that.
     *
     * @param stages which of its stages are yet to run
     */
    Report of(Supplier<Plan> planning, Function<Plan, List<Stage>> stages) {
        var access = Access.WRITE;
        for (int attempt = 1; ; attempt++) {
            run.forget(0);
            try {
                var report = writing(access, planning, stages);
                if (report.isEmpty()) {
                    access = Access.REBUILD;
                    report = writing(access, planning, stages);
                }
                return report.orElseThrow();
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

    /** {@return nothing where a table is made anew and the access is not for that} */
    private Optional<Report> writing(Access access, Supplier<Plan> planning, Function<Plan, List<Stage>> stages)
            throws SQLException, StepException {
        return run.writing(access, () -> {
            var plan = planning.get();
            var remaining = stages.apply(plan);
            return access == Access.WRITE && remaining.stream().anyMatch(Stage::rebuilds)
                    ? Optional.empty()
                    : Optional.of(inTransaction(plan, remaining));
        });
    }

    private Report inTransaction(Plan plan, List<Stage> remaining) throws StepException, SQLException {
        run.announce(remaining);
        for (var stage : remaining) {
            run.runHeld(stage, Effects.unknown(stage));
        }
        return run.report(plan, run.verify(plan, "all of it was undone"));
    }
}
