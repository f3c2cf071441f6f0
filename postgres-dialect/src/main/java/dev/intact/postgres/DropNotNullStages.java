package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Table;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.DropNotNull;
import dev.intact.plan.Lock;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.List;

/** NULL is allowed. */
final class DropNotNullStages {
    private DropNotNullStages() {}

    static List<Stage> of(DropNotNull operation, Catalog before) {
        var stages = new Stages(operation, Phase.EXPAND, before);
        if (stages.isDone()) {
            return List.of();
        }
        var table = stages.table();
        refuseIdentity(table, operation.column());
        return stages.finish(Steps.brief(
                Ddl.alterColumn(table.name(), operation.column(), "drop not null"),
                "allow NULL",
                Locks.onAllOf(before, table, Lock.Mode.ACCESS_EXCLUSIVE)));
    }

    private static void refuseIdentity(Table table, String column) {
        if (table.column(column).generation() instanceof Generation.Identity) {
            throw new UnsupportedChangeException(
                    "allowing NULL in %s of %s".formatted(column, table.name()),
                    "it is an identity column",
                    "drop the identity first: alter table … alter column … drop identity");
        }
    }
}
