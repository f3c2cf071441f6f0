package dev.intact.sqlite;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Dependent;
import dev.intact.catalog.Table;
import dev.intact.check.DataCheck;
import dev.intact.check.Relation;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.Primitive;
import dev.intact.plan.Lock;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** The steps of one operation, as they are put together. */
final class StageDraft {
    private final Workplace workplace;
    private final Statements statements;
    private final Primitive operation;
    private final Catalog before;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Set<String> needless = new HashSet<>();
    private boolean rebuilds;

    StageDraft(Workplace workplace, Primitive operation, Catalog before) {
        this.workplace = workplace;
        this.statements = workplace.statements();
        this.operation = operation;
        this.before = before;
        workplace.texts().startFrom(before);
    }

    Workplace workplace() {
        return workplace;
    }

    Statements statements() {
        return statements;
    }

    Catalog before() {
        return before;
    }

    /** {@return the table, as it is before} */
    Table table() {
        return before.table(operation.table());
    }

    /** {@return the table's triggers that fire when these columns are written} */
    List<Dependent> triggersOnUpdateOf(List<String> columns) {
        return table().dependents().stream()
                .filter(user -> user.kind() == Dependent.Kind.TRIGGER)
                .filter(trigger -> TriggerHeader.of(trigger.definition()).firesOnUpdateOf(columns))
                .toList();
    }

    /** {@return the table's definition, as everything planned so far leaves it} */
    CreateTable definition() {
        return workplace.texts().of(table().name());
    }

    /** {@return the schema that must come out} */
    Catalog after() {
        return operation.after(before);
    }

    StageDraft run(Query statement, String purpose) {
        var locks = List.of(new Lock(Lock.Mode.DATABASE, operation.table()));
        steps.add(new Step.Statement(statements.text(statement), purpose, locks, Step.Patience.LOCK_TIMEOUT));
        return this;
    }

    /** A statement that is said by whatever needs it, and runs for the first of them. */
    StageDraft runOnce(Query statement, String purpose) {
        return isSaid(statement) ? this : run(statement, purpose);
    }

    /** {@return whether a step before does that, say, drops an index: what makes the table anew then does not bring it back} */
    boolean isSaid(Query statement) {
        var sql = statements.text(statement);
        return needless.contains(sql)
                || steps.stream().anyMatch(step -> step.sql().equals(sql));
    }

    /** What need not be said, say, since an index was not built. */
    void leaveOut(Query statement) {
        needless.add(statements.text(statement));
    }

    /** Drops what uses something that goes, unless that is said already. */
    StageDraft drop(Dependent user, String purpose) {
        return runOnce(dropping(user), purpose);
    }

    boolean isDropped(Dependent user) {
        return isSaid(dropping(user));
    }

    private static Query dropping(Dependent user) {
        return DSL.query(
                "drop {0} {1}", DSL.raw(user.kind().toString().toLowerCase(Locale.ROOT)), Relation.name(user.name()));
    }

    /** What says no schema would mean it, in a trigger or an index that is made again, or where the definition is tried out. */
    void refuseNamesake() {
        var name = table().name();
        if (!new StoredSchema(statements.database())
                .named(StoredSchema.TEMP, List.of(name.name()))
                .isEmpty()) {
            throw new UnsupportedChangeException(
                    "giving %s another definition".formatted(name),
                    "there is something temporary of the same name",
                    "drop that first");
        }
    }

    /** A statement that changes the table's own definition, said of the table of that name. */
    StageDraft alter(Function<Name, Query> statement, String purpose) {
        refuseNamesake();
        workplace.texts().alter(table().name(), statement);
        return run(statement.apply(Relation.name(table().name())), purpose);
    }

    /** A proof about the schema: what comes back says what is wrong. */
    StageDraft prove(Query query, String purpose) {
        return prove(query, List.of(), purpose);
    }

    StageDraft prove(DataCheck check, String purpose) {
        return prove(check.violations(before), List.of(check), purpose);
    }

    /** A proof of these rules by another query than those that find what breaks them. */
    StageDraft prove(Query query, List<DataCheck> checks, String purpose) {
        steps.add(new Step.Proof(statements.text(query), purpose, checks));
        return this;
    }

    /** What another operation's stage does, as a part of this one. */
    StageDraft add(Stage part) {
        steps.addAll(part.steps());
        warnings.addAll(part.warnings());
        rebuilds = rebuilds || part.rebuilds();
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

    /** The table is made anew. */
    StageDraft rebuild() {
        rebuilds = true;
        workplace.rebuild();
        return this;
    }

    Stage in(Phase phase) {
        var after = after();
        workplace.texts().reach(after.inPlace());
        var stage = new Stage(operation, phase, true, steps, before, after).warning(warnings);
        return rebuilds ? stage.rebuilding() : stage;
    }
}
