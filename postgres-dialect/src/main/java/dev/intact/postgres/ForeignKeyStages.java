package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.TableName;
import dev.intact.operation.AddForeignKeyConstraint;
import dev.intact.operation.DropForeignKey;
import dev.intact.plan.Lock;
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
        var steps = new ArrayList<Step>();
        if (present.filter(promised::sameRule).isEmpty()) {
            var added = promised.withValidated(false);
            steps.add(addition(table.name(), added, present));
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
        var validation = Steps.patient(
                Ddl.validate(table.name(), promised.name()),
                "look through the rows that are there",
                List.of(
                        new Lock(Lock.Mode.SHARE_UPDATE_EXCLUSIVE, table.name()),
                        new Lock(Lock.Mode.ROW_SHARE, promised.referenced())));
        if (mode == Mode.ONLINE) {
            return stages.finishAlone(validation);
        }
        steps.add(validation);
        return stages.finish(steps);
    }

    /** In one statement with the end of the key that it replaces, so that there is always one. */
    private static Step addition(TableName table, ForeignKey key, Optional<ForeignKey> replaced) {
        return Steps.brief(
                Ddl.addForeignKey(table, key, replaced),
                replaced.isPresent() ? "hold new rows to it, in place of the other" : "hold new rows to it",
                onBoth(table, key, replaced.isPresent() ? Lock.Mode.ACCESS_EXCLUSIVE : Lock.Mode.SHARE_ROW_EXCLUSIVE));
    }

    private static List<Lock> onBoth(TableName table, ForeignKey key, Lock.Mode mode) {
        return table.equals(key.referenced())
                ? Locks.on(table, mode)
                : List.of(new Lock(mode, table), new Lock(mode, key.referenced()));
    }

    static List<Stage> drop(DropForeignKey operation, Catalog before) {
        var stages = new Stages(operation, Phase.EXPAND, before);
        if (stages.isDone()) {
            return List.of();
        }
        var table = stages.table();
        var key = operation.key(table).orElseThrow();
        return stages.finish(Steps.brief(
                Ddl.dropConstraint(table.name(), String.valueOf(key.name())),
                "drop the foreign key",
                onBoth(table.name(), key, Lock.Mode.ACCESS_EXCLUSIVE)));
    }
}
