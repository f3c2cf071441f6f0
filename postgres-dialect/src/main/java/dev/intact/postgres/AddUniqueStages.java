package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.operation.AddUniqueConstraint;
import dev.intact.operation.CreateIndex;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A UNIQUE constraint: online, its index is built while others write, and then becomes the constraint's. */
final class AddUniqueStages {
    private AddUniqueStages() {}

    static List<Stage> of(AddUniqueConstraint operation, Catalog before, Mode mode) {
        var stages = new Stages(operation, Phase.EXPAND, before);
        if (stages.isDone()) {
            return List.of();
        }
        var table = stages.table();
        UniqueRules.check(before, table, operation.asIndex(), stages);
        if (operation.key().deferral().deferrable()) {
            stages.warn("a deferrable key is no help to ON CONFLICT, and no foreign key can point at it");
        }
        operation
                .promoted(table)
                .filter(index -> !operation.name().equals(index.name()))
                .ifPresent(index -> stages.warn("the index %s becomes the constraint's and is called %s"
                        .formatted(index.name(), operation.name())));
        if (table.kind() == Table.Kind.PARTITIONED) {
            return PartitionedUnique.of(operation, stages, mode);
        }
        return mode == Mode.ATOMIC ? atomic(operation, stages) : online(operation, stages);
    }

    private static List<Stage> atomic(AddUniqueConstraint operation, Stages stages) {
        var table = stages.table();
        var steps = new ArrayList<Step>();
        CreateIndex.leftover(table, operation.asIndex())
                .ifPresent(index -> steps.add(IndexSteps.drop(
                        String.valueOf(index.name()), table.name(), "drop what an earlier build has left")));
        steps.add(built(operation, table)
                .map(index -> using(operation, table, index))
                .orElseGet(() -> Steps.brief(
                        Ddl.addUnique(table.name(), operation.key(), false),
                        "add the constraint, building its index",
                        Locks.on(table.name(), Lock.Mode.ACCESS_EXCLUSIVE))));
        return stages.finish(steps);
    }

    private static List<Stage> online(AddUniqueConstraint operation, Stages stages) {
        var wanted = operation.asIndex();
        var built = built(operation, stages.table());
        if (built.isEmpty()) {
            CreateIndexStages.buildConcurrently(wanted, stages, stages.table());
        }
        return stages.finish(using(operation, stages.table(), built.orElse(wanted)));
    }

    /** An index that becomes the constraint's; for a deferrable one only what an interrupted run has built. */
    private static Optional<Index> built(AddUniqueConstraint operation, Table table) {
        return operation
                .promoted(table)
                .or(() -> table.index(operation.name())
                        .filter(index -> index.state() == Index.State.VALID && index.sameShape(operation.asIndex())));
    }

    private static Step using(AddUniqueConstraint operation, Table table, Index index) {
        return Steps.brief(
                Ddl.addUniqueUsing(table.name(), operation.key(), String.valueOf(index.name())),
                "make " + index.name() + " a constraint's",
                Locks.on(table.name(), Lock.Mode.ACCESS_EXCLUSIVE));
    }
}
