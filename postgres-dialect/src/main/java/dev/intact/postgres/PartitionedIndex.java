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
        if (mode == Mode.ATOMIC) {
            CreateIndex.leftover(table, wanted)
                    .ifPresent(index -> steps.add(IndexSteps.drop(
                            String.valueOf(index.name()), table.name(), "drop what an earlier build has left")));
            steps.add(Steps.brief(
                    Ddl.createIndex(wanted, table.name(), Ddl.Build.PLAIN),
                    "build %s on every partition".formatted(operation.name()),
                    Locks.onAllOf(stages.now(), table, Lock.Mode.SHARE)));
            return stages.finish(steps);
        }
        if (isOnlyInvalid(wanted, table, stages)) {
            stages.together(
                    List.of(IndexSteps.drop(
                            operation.name(), table.name(), "drop what nothing is missing from, but is invalid")),
                    Partitions.withoutParts(stages.now(), table, wanted));
        }
        build(wanted, stages, table, operation.name());
        attach(wanted, stages, stages.table(), operation.name(), steps);
        return stages.finish(steps);
    }

    /** The server looks whether an index is complete only when a part is attached to it. */
    private static boolean isOnlyInvalid(Index wanted, Table table, Stages stages) {
        var steps = new ArrayList<Step>();
        attach(wanted, stages, table, String.valueOf(wanted.name()), steps);
        return steps.isEmpty();
    }

    private static void build(Index wanted, Stages stages, Table table, String name) {
        for (var partition : table.partitions()) {
            var below = Partitions.partition(stages.now(), table, partition);
            var part = PartNames.of(below.name(), String.valueOf(wanted.name()));
            if (existing(wanted, below, name) != null) {
                continue;
            }
            if (below.kind() == Table.Kind.PARTITIONED) {
                build(wanted, stages, below, part);
            } else {
                CreateIndexStages.buildConcurrently(wanted.withName(part), stages, below);
            }
        }
    }

    /**
     * Makes the index on the table alone, and attaches those of its partitions, which are made in the same way. One that
     * waits for partitions which came during an earlier run is kept, with all that is attached to it.
     */
    private static void attach(Index wanted, Stages stages, Table table, String name, List<Step> steps) {
        if (CreateIndex.leftover(table, wanted.withName(name)).isEmpty()) {
            steps.add(Steps.brief(
                    Ddl.createIndex(wanted.withName(name), table.name(), Ddl.Build.ONLY),
                    "create %s, its partitions' parts to be attached".formatted(name),
                    Locks.on(table.name(), Lock.Mode.SHARE)));
        }
        for (var partition : table.partitions()) {
            var below = stages.now().table(partition);
            var part = existing(wanted, below, name);
            if (part == null) {
                part = PartNames.of(below.name(), String.valueOf(wanted.name()));
                attach(wanted, stages, below, part, steps);
            }
            attach(table.name().sibling(name), part, below, steps);
        }
    }

    /** Attaches a partition's part, unless that is done. */
    static void attach(TableName index, String part, Table partition, List<Step> steps) {
        if (!index.name().equals(partition.properties().get(Table.PARENT_OF_INDEX + part))) {
            steps.add(Steps.brief(
                    Ddl.attachIndex(index, partition.name().sibling(part)),
                    "attach the part of " + partition.name(),
                    Locks.on(partition.name(), Lock.Mode.ACCESS_SHARE)));
        }
    }

    /** A part of the index of that name, or an index that can become one. */
    private static @Nullable String existing(Index wanted, Table table, String name) {
        return table.indexes().stream()
                .filter(index -> index.state() == Index.State.VALID && index.sameShape(wanted))
                .map(index -> String.valueOf(index.name()))
                .filter(each -> Partitions.canBePart(table, each, name))
                .min(Partitions.partsFirst(table))
                .orElse(null);
    }
}
