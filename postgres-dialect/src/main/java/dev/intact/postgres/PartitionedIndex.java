package dev.intact.postgres;

import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.operation.CreateIndex;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An index of a partitioned table. It cannot be built CONCURRENTLY, but its partitions' indexes can, and are then
 * attached to one on the table alone (documentation of CREATE INDEX, "Building Indexes Concurrently").
 */
final class PartitionedIndex {
    private PartitionedIndex() {}

    static List<Stage> of(CreateIndex operation, Index wanted, Stages stages, Mode mode) {
        var table = stages.table();
        var steps = new ArrayList<Step>();
        CreateIndex.leftover(table, wanted)
                .ifPresent(index -> steps.add(IndexSteps.drop(
                        String.valueOf(index.name()), table.name(), "drop what an earlier build has left")));
        if (mode == Mode.ATOMIC) {
            steps.add(Steps.brief(
                    Ddl.createIndex(wanted, table.name(), Ddl.Build.PLAIN),
                    "build %s on every partition".formatted(operation.name()),
                    Locks.onAllOf(stages.now(), table, Lock.Mode.SHARE)));
            return stages.finish(steps);
        }
        for (var leaf : Partitions.leaves(stages.now(), table)) {
            if (existing(wanted, leaf) == null) {
                CreateIndexStages.buildConcurrently(named(wanted, leaf), stages, leaf);
            }
        }
        attach(wanted, stages, table, operation.name(), steps);
        return stages.finish(steps);
    }

    /** Makes the index on the table alone, and attaches those of its partitions, which are made in the same way. */
    private static void attach(Index wanted, Stages stages, Table table, String name, List<Step> steps) {
        steps.add(Steps.brief(
                Ddl.createIndex(wanted.withName(name), table.name(), Ddl.Build.ONLY),
                "create %s, its partitions' parts to be attached".formatted(name),
                Locks.on(table.name(), Lock.Mode.SHARE)));
        for (var partition : table.partitions()) {
            var below = stages.now().table(partition);
            var part = existing(wanted, below);
            if (part == null) {
                part = PartNames.of(below.name(), String.valueOf(wanted.name()));
                attach(wanted, stages, below, part, steps);
            }
            steps.add(attach(table.name().sibling(name), below.name().sibling(part), below.name()));
        }
    }

    static Step attach(TableName index, TableName part, TableName partition) {
        return Steps.brief(
                Ddl.attachIndex(index, part),
                "attach the part of " + partition,
                Locks.on(partition, Lock.Mode.ACCESS_SHARE));
    }

    private static @Nullable String existing(Index wanted, Table table) {
        return table.indexes().stream()
                .filter(index -> index.state() == Index.State.VALID && index.sameShape(wanted))
                .map(Index::name)
                .findFirst()
                .orElse(null);
    }

    private static Index named(Index wanted, Table leaf) {
        return wanted.withName(PartNames.of(leaf.name(), String.valueOf(wanted.name())));
    }
}
