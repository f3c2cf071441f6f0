package dev.intact.postgres;

import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.catalog.UniqueKey;
import dev.intact.operation.AddUniqueConstraint;
import dev.intact.operation.CreateIndex;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A UNIQUE constraint of a partitioned table. Each partition's index is built while others write; then, in one short
 * transaction, each becomes a constraint's and is attached to a constraint on the table alone.
 */
final class PartitionedUnique {
    private PartitionedUnique() {}

    static List<Stage> of(AddUniqueConstraint operation, Stages stages, Mode mode) {
        var table = stages.table();
        var steps = new ArrayList<Step>();
        var leftover = CreateIndex.leftover(table, operation.asIndex()).map(index -> String.valueOf(index.name()));
        if (mode == Mode.ATOMIC) {
            leftover.ifPresent(name -> steps.add(dropLeftover(table, name)));
            steps.add(Steps.brief(
                    Ddl.addUnique(table.name(), operation.key(), false),
                    "add the constraint, building an index on every partition",
                    Locks.onAllOf(stages.now(), table, Lock.Mode.ACCESS_EXCLUSIVE)));
            return stages.finish(steps);
        }
        if (leftover.isPresent()
                && (!isConstraint(table, operation.name()) || isOnlyInvalid(operation, stages, table))) {
            stages.together(
                    List.of(dropLeftover(table, operation.name())),
                    Partitions.withoutParts(stages.now(), table, operation.asIndex()));
        }
        build(operation, stages, stages.table(), operation.name());
        attach(operation, stages, stages.table(), operation.name(), steps);
        return stages.finish(steps);
    }

    /** The server looks whether a key is complete only when a part is attached to it. */
    private static boolean isOnlyInvalid(AddUniqueConstraint operation, Stages stages, Table table) {
        var steps = new ArrayList<Step>();
        attach(operation, stages, table, operation.name(), steps);
        return steps.isEmpty();
    }

    private static boolean isConstraint(Table table, String name) {
        return table.properties().containsKey(ConstraintReader.OTHER + name);
    }

    private static void build(AddUniqueConstraint operation, Stages stages, Table table, String name) {
        for (var partition : table.partitions()) {
            var below = Partitions.partition(stages.now(), table, partition);
            if (key(operation, below, name).isPresent()) {
                continue;
            }
            var part = partName(operation, below);
            if (below.kind() == Table.Kind.PARTITIONED) {
                build(operation, stages, below, part);
            } else if (index(operation, below).isEmpty()) {
                CreateIndexStages.buildConcurrently(operation.asIndex().withName(part), stages, below);
            }
        }
    }

    private static Step dropLeftover(Table table, String name) {
        var locks = Locks.on(table.name(), Lock.Mode.ACCESS_EXCLUSIVE);
        var purpose = "drop what an earlier attempt has left";
        return isConstraint(table, name)
                ? Steps.brief(Ddl.dropConstraint(table.name(), name), purpose, locks)
                : Steps.brief(Ddl.dropIndex(table.name().sibling(name), false), purpose, locks);
    }

    /** A constraint that waits for partitions which came during an earlier run is kept, with all that is attached to it. */
    private static void attach(
            AddUniqueConstraint operation, Stages stages, Table table, String name, List<Step> steps) {
        if (!isConstraint(table, name)
                || CreateIndex.leftover(table, operation.asIndex().withName(name))
                        .isEmpty()) {
            steps.add(Steps.brief(
                    Ddl.addUnique(table.name(), named(operation.key(), name), true),
                    "add the constraint, its partitions' parts to be attached",
                    Locks.on(table.name(), Lock.Mode.ACCESS_EXCLUSIVE)));
        }
        for (var partition : table.partitions()) {
            var below = stages.now().table(partition);
            var part = part(operation, stages, below, name, steps);
            PartitionedIndex.attach(table.name().sibling(name), part, below, steps);
        }
    }

    /** The name of a partition's part: a key that is there, or that is made of its index, or of its own partitions'. */
    private static String part(
            AddUniqueConstraint operation, Stages stages, Table below, String above, List<Step> steps) {
        var key = key(operation, below, above);
        if (key.isPresent()) {
            return key.get();
        }
        var part = partName(operation, below);
        if (below.kind() == Table.Kind.PARTITIONED) {
            attach(operation, stages, below, part, steps);
            return part;
        }
        var index = index(operation, below).orElse(part);
        steps.add(Steps.brief(
                Ddl.addUniqueUsing(below.name(), named(operation.key(), part), index),
                "make %s a constraint's".formatted(index),
                Locks.on(below.name(), Lock.Mode.ACCESS_EXCLUSIVE)));
        return part;
    }

    /** A part of the key above, or a key that can become one. */
    private static Optional<String> key(AddUniqueConstraint operation, Table table, String above) {
        return table.uniqueKeys().stream()
                .filter(each -> fits(operation.key(), each))
                .map(each -> String.valueOf(each.name()))
                .filter(each -> Partitions.canBePart(table, each, above))
                .min(Partitions.partsFirst(table));
    }

    private static boolean fits(UniqueKey wanted, UniqueKey part) {
        return wanted.sameShape(part) && wanted.include().equals(part.include());
    }

    /** An index that can become a key's: a part of another index cannot. */
    private static Optional<String> index(AddUniqueConstraint operation, Table table) {
        return table.indexes().stream()
                .filter(each -> each.state() == Index.State.VALID && each.sameShape(operation.asIndex()))
                .map(each -> String.valueOf(each.name()))
                .filter(each -> !table.properties().containsKey(Table.PARENT_OF_INDEX + each))
                .findFirst();
    }

    private static String partName(AddUniqueConstraint operation, Table table) {
        return PartNames.of(table.name(), operation.name());
    }

    private static UniqueKey named(UniqueKey key, String name) {
        return new UniqueKey(name, key.columns(), key.include(), key.nullsDistinct(), key.deferral());
    }
}
