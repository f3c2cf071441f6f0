package dev.intact.sqlite;

import dev.intact.catalog.UniqueKey;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.AddUniqueConstraint;
import dev.intact.operation.DropUnique;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jooq.impl.DSL;

/** How UNIQUE constraints come and go: with the definition of the table, which they are a part of. */
final class UniqueConstraintRendering {
    private UniqueConstraintRendering() {}

    static Stage add(StageDraft draft, AddUniqueConstraint operation) {
        var key = operation.key();
        refuseForeignParts(key);
        var clause = draft.statements()
                .database()
                .renderInlined(DSL.sql(
                        "constraint {0} unique ({1})",
                        DSL.name(operation.name()),
                        DSL.list(key.columns().stream().map(DSL::name).toList())));
        TableEdit.of(draft, DefinitionEdit.withConstraint(draft.definition(), clause), "forbid equal rows");
        if (!draft.workplace().canEditSchema()) {
            draft.warn(
                    "to add a unique index takes no new table, and forbids the same: addUnique(…), or createIndex(…) with unique()");
        }
        return draft.in(Phase.EXPAND);
    }

    private static void refuseForeignParts(UniqueKey key) {
        var foreign = new ArrayList<String>();
        if (key.deferral().deferrable()) {
            foreign.add("no deferrable keys");
        }
        if (!key.include().isEmpty()) {
            foreign.add("no INCLUDE");
        }
        if (!key.nullsDistinct()) {
            foreign.add("no NULLS NOT DISTINCT");
        }
        if (!foreign.isEmpty()) {
            throw new UnsupportedChangeException(
                    "the constraint " + key,
                    "CREATE TABLE has %s (its documentation)".formatted(String.join(" and ", foreign)),
                    "leave that out");
        }
    }

    static Stage drop(StageDraft draft, DropUnique operation) {
        var definition = draft.definition();
        var clause = definition
                .allConstraints()
                .filter(each -> each instanceof ConstraintClause.Unique key && isMeant(draft, operation, key))
                .findFirst()
                .orElseThrow();
        return TableEdit.of(draft, DefinitionEdit.without(definition, List.of(clause)), "allow equal rows")
                .in(Phase.CONTRACT);
    }

    private static boolean isMeant(StageDraft draft, DropUnique operation, ConstraintClause.Unique clause) {
        var names = clause.columns().stream()
                .map(term -> Identifiers.fold(String.valueOf(term.column())))
                .toList();
        return names.equals(operation.columns().stream().map(Identifiers::fold).toList())
                && (operation.name() == null || operation.name().equals(clause.name()))
                && ConstraintReader.inOwnCollations(
                        clause.columns(), draft.table().columns());
    }
}
