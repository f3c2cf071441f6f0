package dev.intact.sqlite;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Table;
import dev.intact.check.DataCheck;
import dev.intact.operation.Primitive;
import dev.intact.plan.Lock;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Query;

/** The steps of one operation, as they are put together. */
final class StageDraft {
    private final Statements statements;
    private final Primitive operation;
    private final Catalog before;
    private final Table table;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    StageDraft(Statements statements, Primitive operation, Catalog before) {
        this.statements = statements;
        this.operation = operation;
        this.before = before;
        this.table = before.table(operation.table());
    }

    Statements statements() {
        return statements;
    }

    Catalog before() {
        return before;
    }

    /** {@return the table, as it is before} */
    Table table() {
        return table;
    }

    /** {@return the schema that must come out} */
    Catalog after() {
        return operation.after(before);
    }

    StageDraft run(Query statement, String purpose) {
        var locks = List.of(new Lock(Lock.Mode.DATABASE, table.name()));
        steps.add(new Step.Statement(statements.text(statement), purpose, locks, Step.Patience.LOCK_TIMEOUT));
        return this;
    }

    StageDraft prove(DataCheck check, String purpose) {
        steps.add(new Step.Proof(statements.text(check.violations(before)), purpose, check));
        return this;
    }

    StageDraft warn(String warning) {
        warnings.add(warning);
        return this;
    }

    /** For steps that read or write every row. */
    StageDraft warnOfLength() {
        return warn("everyone else who writes waits until the end of the run, and gets SQLITE_BUSY where busy_timeout is"
                        + " shorter")
                .warn("in WAL mode the log grows by all that the run writes, until its end");
    }

    Stage in(Phase phase) {
        return new Stage(operation, phase, true, steps, before, after()).warning(warnings);
    }
}
