package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.operation.DropIndex;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.List;

/** The end of an index of no constraint. */
final class DropIndexStages {
    private DropIndexStages() {}

    static List<Stage> of(DropIndex operation, Catalog before, Mode mode) {
        boolean unique = before.table(operation.table())
                .index(operation.name())
                .filter(Index::unique)
                .isPresent();
        var stages = new Stages(operation, unique ? Phase.CONTRACT : Phase.EXPAND, before);
        if (stages.isDone()) {
            return List.of();
        }
        var table = stages.table();
        DropRules.check(
                before, table, operation.name(), table.index(operation.name()).orElseThrow());
        return drop(stages, operation.name(), mode);
    }

    /** The index of a partitioned table cannot be dropped CONCURRENTLY (documentation of DROP INDEX). */
    static List<Stage> drop(Stages stages, String index, Mode mode) {
        var table = stages.table();
        var purpose = "drop " + index;
        if (table.kind() == Table.Kind.PARTITIONED) {
            return stages.finish(Steps.brief(
                    Ddl.dropIndex(table.name().sibling(index), false),
                    purpose,
                    Locks.onAllOf(stages.now(), table, Lock.Mode.ACCESS_EXCLUSIVE)));
        }
        return mode == Mode.ATOMIC
                ? stages.finish(IndexSteps.drop(index, table.name(), purpose))
                : stages.finishAlone(IndexSteps.dropConcurrently(index, table.name(), purpose));
    }
}
