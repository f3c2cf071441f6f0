package dev.intact.sqlite;

import dev.intact.catalog.Feature;
import dev.intact.check.DataCheck;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.DropNotNull;
import dev.intact.operation.SetNotNull;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.List;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** How NOT NULL comes and goes. */
final class NotNullRendering {
    private NotNullRendering() {}

    static Stage set(StageDraft draft, SetNotNull operation) {
        of(draft, operation.column(), operation.checks(draft.before()));
        return draft.in(Phase.EXPAND);
    }

    /** SQLite looks at every row; an edit of the definition does not, so there it is proved first. */
    static void of(StageDraft draft, String column, List<DataCheck> checks) {
        if (canAlter(draft)) {
            draft.alter(table -> statement(table, column, "set not null"), "forbid NULL")
                    .warnOfLength();
            return;
        }
        checks.forEach(check -> draft.prove(check, "no row has NULL there"));
        var definition = draft.definition();
        TableEdit.of(draft, DefinitionEdit.withNotNull(definition, column(definition, column)), "forbid NULL");
    }

    static Stage drop(StageDraft draft, DropNotNull operation) {
        if (canAlter(draft)) {
            return draft.alter(table -> statement(table, operation.column(), "drop not null"), "allow NULL")
                    .in(Phase.EXPAND);
        }
        var definition = draft.definition();
        var clauses = notNull(draft, column(definition, operation.column()));
        return TableEdit.of(draft, DefinitionEdit.without(definition, clauses), "allow NULL")
                .in(Phase.EXPAND);
    }

    static boolean canAlter(StageDraft draft) {
        return draft.before().server().can(Feature.ALTER_NOT_NULL);
    }

    private static Query statement(Name table, String column, String what) {
        return DSL.query("alter table {0} alter column {1} {2}", table, DSL.name(column), DSL.keyword(what));
    }

    private static ColumnDefinition column(CreateTable definition, String column) {
        return definition.column(column).orElseThrow();
    }

    private static List<ConstraintClause> notNull(StageDraft draft, ColumnDefinition column) {
        var clauses = column.constraints().stream()
                .filter(ConstraintClause.NotNull.class::isInstance)
                .toList();
        if (clauses.isEmpty()) {
            throw new UnsupportedChangeException(
                    "allowing NULL in %s (%s)".formatted(draft.table().name(), column.name()),
                    "it is the primary key that forbids it",
                    "leave the key's columns alone");
        }
        return clauses;
    }
}
