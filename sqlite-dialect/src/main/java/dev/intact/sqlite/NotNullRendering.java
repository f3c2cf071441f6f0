package dev.intact.sqlite;

import dev.intact.catalog.Feature;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.DropNotNull;
import dev.intact.operation.SetNotNull;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** How NOT NULL comes and goes. */
final class NotNullRendering {
    private NotNullRendering() {}

    /** SQLite looks at every row. */
    static Stage set(StageDraft draft, SetNotNull operation) {
        refuseIfUnknown(draft, "NOT NULL on", operation.column());
        return draft.run(statement(draft, operation.column(), "set not null"), "forbid NULL")
                .warnOfLength()
                .in(Phase.EXPAND);
    }

    static Stage drop(StageDraft draft, DropNotNull operation) {
        refuseIfUnknown(draft, "dropping NOT NULL of", operation.column());
        return draft.run(statement(draft, operation.column(), "drop not null"), "allow NULL")
                .in(Phase.EXPAND);
    }

    private static Query statement(StageDraft draft, String column, String what) {
        return DSL.query(
                "alter table {0} alter column {1} {2}",
                dev.intact.check.Relation.name(draft.table().name()), DSL.name(column), DSL.keyword(what));
    }

    private static void refuseIfUnknown(StageDraft draft, String what, String column) {
        var server = draft.before().server();
        if (!server.can(Feature.ALTER_NOT_NULL)) {
            throw new UnsupportedChangeException(
                    "%s %s (%s)".formatted(what, draft.table().name(), column),
                    server + " has no ALTER COLUMN: the table has to be made anew, which is not available yet",
                    "use a driver with SQLite 3.53 or later");
        }
    }
}
