package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.operation.CreateIndex;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;

/** An index of no constraint. */
final class CreateIndexStages {
    private CreateIndexStages() {}

    static List<Stage> of(CreateIndex operation, Catalog before, Mode mode) {
        var stages = new Stages(operation, Phase.EXPAND, before);
        if (stages.isDone()) {
            return List.of();
        }
        var table = stages.table();
        var wanted = before.inNormalForm(table.name(), operation.index());
        UniqueRules.check(before, table, wanted, stages);
        if (table.kind() == Table.Kind.PARTITIONED) {
            return PartitionedIndex.of(operation, wanted, stages, mode);
        }
        return mode == Mode.ATOMIC ? atomic(wanted, stages) : online(wanted, stages);
    }

    private static List<Stage> atomic(Index wanted, Stages stages) {
        var table = stages.table();
        var steps = new ArrayList<Step>();
        CreateIndex.leftover(table, wanted)
                .ifPresent(index -> steps.add(IndexSteps.drop(
                        String.valueOf(index.name()), table.name(), "drop what an earlier build has left")));
        steps.add(IndexSteps.build(wanted, table.name()));
        return stages.finish(steps);
    }

    private static List<Stage> online(Index wanted, Stages stages) {
        dropLeftover(wanted, stages, stages.table());
        return stages.finishAlone(
                IndexSteps.buildConcurrently(wanted, stages.table().name()));
    }

    /** Builds an index of a table while others write, and where an earlier build has left a part, drops that first. */
    static void buildConcurrently(Index wanted, Stages stages, Table table) {
        dropLeftover(wanted, stages, table);
        var cleared = stages.now().table(table.name());
        stages.alone(
                IndexSteps.buildConcurrently(wanted, table.name()), stages.now().with(cleared.with(wanted)));
    }

    private static void dropLeftover(Index wanted, Stages stages, Table table) {
        CreateIndex.leftover(table, wanted)
                .ifPresent(index -> stages.alone(
                        IndexSteps.dropConcurrently(
                                String.valueOf(index.name()), table.name(), "drop what an earlier build has left"),
                        stages.now().with(table.without(index))));
    }
}
