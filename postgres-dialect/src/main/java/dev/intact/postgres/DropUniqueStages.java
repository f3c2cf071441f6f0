package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.UniqueKey;
import dev.intact.operation.DropUnique;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.List;

/** The end of a UNIQUE constraint, or of a unique index where there is no constraint. */
final class DropUniqueStages {
    private DropUniqueStages() {}

    static List<Stage> of(DropUnique operation, Catalog before, Mode mode) {
        var stages = new Stages(operation, Phase.CONTRACT, before);
        if (stages.isDone()) {
            return List.of();
        }
        var table = stages.table();
        return operation.constraint(table).map(key -> constraint(key, stages)).orElseGet(() -> {
            var index = operation.index(table).orElseThrow();
            DropRules.check(before, table, String.valueOf(index.name()), index);
            return DropIndexStages.drop(stages, String.valueOf(index.name()), mode);
        });
    }

    private static List<Stage> constraint(UniqueKey key, Stages stages) {
        var table = stages.table();
        DropRules.check(stages.now(), table, key);
        return stages.finish(Steps.brief(
                Ddl.dropConstraint(table.name(), String.valueOf(key.name())),
                "drop the constraint " + key.name(),
                Locks.onAllOf(stages.now(), table, Lock.Mode.ACCESS_EXCLUSIVE)));
    }
}
