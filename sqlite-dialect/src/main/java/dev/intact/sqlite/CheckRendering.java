package dev.intact.sqlite;

import dev.intact.check.DataCheck;
import dev.intact.operation.AddCheck;
import dev.intact.operation.DropCheck;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.Objects;
import org.jooq.impl.DSL;

/** CHECK constraints. ALTER TABLE knows them in newer builds only, so the definition is edited in all of them. */
final class CheckRendering {
    private CheckRendering() {}

    static Stage add(StageDraft draft, AddCheck operation) {
        var check = operation.check();
        var clause = draft.statements()
                .text(DSL.query(
                        "constraint {0} check ({1})",
                        DSL.name(String.valueOf(check.name())),
                        DSL.raw(UserSql.expression(check.condition().sql()))));
        for (DataCheck each : operation.checks(draft.before())) {
            draft.prove(each, "no row breaks it");
        }
        TableEdit.of(draft, DefinitionEdit.withConstraint(draft.definition(), clause), "add the CHECK");
        return draft.warnOfLength().in(Phase.EXPAND);
    }

    static Stage drop(StageDraft draft, DropCheck operation) {
        var definition = draft.definition();
        var clauses = definition.checks().stream()
                .filter(clause -> Objects.equals(clause.name(), operation.name()))
                .limit(1)
                .toList();
        return TableEdit.of(draft, DefinitionEdit.without(definition, clauses), "drop the CHECK")
                .in(Phase.EXPAND);
    }
}
