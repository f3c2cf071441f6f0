package dev.intact.postgres;

import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.catalog.UniqueKey;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.AddUniqueConstraint;
import dev.intact.operation.CreateIndex;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * A UNIQUE constraint of a partitioned table. Each partition's index is built while others write; then, in one short
 * transaction, each becomes a constraint's and is attached to a constraint on the table alone.
 */
final class PartitionedUnique {
    private PartitionedUnique() {}

    static List<Stage> of(AddUniqueConstraint operation, Stages stages, Mode mode) {
        var table = stages.table();
        operation.promoted(table).ifPresent(index -> {
            throw new UnsupportedChangeException(
                    "a constraint made of index %s".formatted(index.name()),
                    "the index of a partitioned table cannot become a constraint's (ALTER TABLE, ADD … USING INDEX)",
                    "drop that index first, or keep it and ask for no constraint: .asIndex()");
        });
        var steps = new ArrayList<Step>();
        CreateIndex.leftover(table, operation.asIndex())
                .ifPresent(index -> steps.add(dropLeftover(table, String.valueOf(index.name()))));
        if (mode == Mode.ATOMIC) {
            steps.add(Steps.brief(
                    Ddl.addUnique(table.name(), operation.key(), false),
                    "add the constraint, building an index on every partition",
                    Locks.onAllOf(stages.now(), table, Lock.Mode.ACCESS_EXCLUSIVE)));
            return stages.finish(steps);
        }
        for (var leaf : Partitions.leaves(stages.now(), table)) {
            if (!hasKey(operation.key(), leaf) && !hasIndex(operation, leaf)) {
                CreateIndexStages.buildConcurrently(
                        operation.asIndex().withName(partName(operation, leaf)), stages, leaf);
            }
        }
        attach(operation, stages, table, operation.name(), steps);
        return stages.finish(steps);
    }

    private static Step dropLeftover(Table table, String name) {
        var locks = Locks.on(table.name(), Lock.Mode.ACCESS_EXCLUSIVE);
        var purpose = "drop what an earlier attempt has left";
        return table.properties().containsKey(ConstraintReader.OTHER + name)
                ? Steps.brief(Ddl.dropConstraint(table.name(), name), purpose, locks)
                : Steps.brief(Ddl.dropIndex(table.name().sibling(name), false), purpose, locks);
    }

    private static void attach(
            AddUniqueConstraint operation, Stages stages, Table table, String name, List<Step> steps) {
        steps.add(Steps.brief(
                Ddl.addUnique(table.name(), named(operation.key(), name), true),
                "add the constraint, its partitions' parts to be attached",
                Locks.on(table.name(), Lock.Mode.ACCESS_EXCLUSIVE)));
        for (var partition : table.partitions()) {
            var below = stages.now().table(partition);
            var part = part(operation, stages, below, steps);
            steps.add(PartitionedIndex.attach(
                    table.name().sibling(name), below.name().sibling(part), below.name()));
        }
    }

    /** The name of a partition's part: a key that is there, or that is made of its index, or of its own partitions'. */
    private static String part(AddUniqueConstraint operation, Stages stages, Table below, List<Step> steps) {
        var key = below.uniqueKeys().stream()
                .filter(each -> fits(operation.key(), each))
                .findFirst();
        if (key.isPresent()) {
            return String.valueOf(key.get().name());
        }
        var part = partName(operation, below);
        if (below.kind() == Table.Kind.PARTITIONED) {
            attach(operation, stages, below, part, steps);
            return part;
        }
        var index = below.indexes().stream()
                .filter(each -> each.state() == Index.State.VALID && each.sameShape(operation.asIndex()))
                .map(Index::name)
                .findFirst()
                .orElse(part);
        steps.add(Steps.brief(
                Ddl.addUniqueUsing(below.name(), named(operation.key(), part), String.valueOf(index)),
                "make %s a constraint's".formatted(index),
                Locks.on(below.name(), Lock.Mode.ACCESS_EXCLUSIVE)));
        return part;
    }

    private static boolean hasKey(UniqueKey key, Table table) {
        return table.uniqueKeys().stream().anyMatch(each -> fits(key, each));
    }

    private static boolean fits(UniqueKey wanted, UniqueKey part) {
        return wanted.sameShape(part) && wanted.include().equals(part.include());
    }

    private static boolean hasIndex(AddUniqueConstraint operation, Table table) {
        return table.indexes().stream()
                .anyMatch(each -> each.state() == Index.State.VALID && each.sameShape(operation.asIndex()));
    }

    private static String partName(AddUniqueConstraint operation, Table table) {
        return PartNames.of(table.name(), operation.name());
    }

    private static UniqueKey named(UniqueKey key, String name) {
        return new UniqueKey(name, key.columns(), key.include(), key.nullsDistinct(), key.deferral());
    }
}
