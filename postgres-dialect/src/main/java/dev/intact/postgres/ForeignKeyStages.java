package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Feature;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Table;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.AddForeignKeyConstraint;
import dev.intact.operation.DropForeignKey;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A foreign key: new rows are held to it at once, which takes a short lock of both tables; those that are there are looked
 * through while others read and write (documentation of ALTER TABLE, VALIDATE CONSTRAINT).
 */
final class ForeignKeyStages {
    private ForeignKeyStages() {}

    static List<Stage> add(AddForeignKeyConstraint operation, Catalog before, Mode mode, ReferenceRules rules) {
        var stages = new Stages(operation, Phase.EXPAND, before);
        if (stages.isDone()) {
            return List.of();
        }
        var table = stages.table();
        var promised = operation.promised(before);
        var present = operation.present(before);
        rules.check(before, table, promised);
        refuseUnenforced(table, present);
        warnOfHeirs(before, table, promised, stages);
        if (table.kind() == Table.Kind.PARTITIONED) {
            Partitions.leaves(before, table);
            if (!before.server().can(Feature.NOT_VALID_PARTITIONED)) {
                return PartitionedForeignKey.of(operation, stages, mode);
            }
        }
        var steps = new ArrayList<Step>();
        if (present.filter(promised::sameRule).isEmpty()) {
            present.ifPresent(replaced -> DropRules.check(before, table, replaced));
            var added = promised.withValidated(false);
            steps.add(ForeignKeySteps.add(before, table, added, present));
            if (!promised.validated()) {
                return stages.finish(steps);
            }
            if (mode == Mode.ONLINE) {
                stages.together(
                        steps,
                        before.with(present.map(table::without).orElse(table).with(added)));
                steps.clear();
            }
        }
        var validation = ForeignKeySteps.validate(before, table, promised);
        if (mode == Mode.ONLINE) {
            return stages.finishAlone(validation);
        }
        steps.add(validation);
        return stages.finish(steps);
    }

    /** VALIDATE fails for it, and it might be meant so. */
    private static void refuseUnenforced(Table table, Optional<ForeignKey> present) {
        present.filter(key -> !table.enforces(key)).ifPresent(key -> {
            throw new UnsupportedChangeException(
                    "a foreign key in place of " + key.name(),
                    key.name() + " is there and NOT ENFORCED",
                    "drop it first, in a change of its own: dropForeignKey(…).named(\"%s\")".formatted(key.name()));
        });
    }

    /** A foreign key holds for a table's own rows, and points at a table's own rows (documentation, "Inheritance"). */
    private static void warnOfHeirs(Catalog before, Table table, ForeignKey key, Stages stages) {
        heirs(table)
                .ifPresent(heirs -> stages.warn("the rows of tables that inherit from %s (%s) are not held to it"
                        .formatted(table.name(), heirs)));
        heirs(before.table(key.referenced()))
                .ifPresent(heirs -> stages.warn("the rows of tables that inherit from %s (%s) cannot be pointed at"
                        .formatted(key.referenced(), heirs)));
    }

    private static Optional<String> heirs(Table table) {
        return Optional.ofNullable(table.properties().get("inherited by"));
    }

    static List<Stage> drop(DropForeignKey operation, Catalog before) {
        var stages = new Stages(operation, Phase.EXPAND, before);
        if (stages.isDone()) {
            return List.of();
        }
        var table = stages.table();
        var key = operation.key(table).orElseThrow();
        DropRules.check(before, table, key);
        return stages.finish(ForeignKeySteps.drop(before, table, key));
    }
}
