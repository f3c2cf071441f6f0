package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Check;
import dev.intact.operation.AddCheck;
import dev.intact.operation.DropCheck;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;

/** A CHECK constraint: new rows are held to it at once, those that are there are looked through while others write. */
final class CheckStages {
    private CheckStages() {}

    static List<Stage> add(AddCheck operation, Catalog before, Mode mode) {
        var stages = new Stages(operation, Phase.EXPAND, before);
        if (stages.isDone()) {
            return List.of();
        }
        var table = stages.table();
        var present = operation.present(before);
        var steps = new ArrayList<Step>();
        if (present.isEmpty()) {
            boolean atOnce = mode == Mode.ATOMIC;
            steps.add(Steps.brief(
                    Ddl.addCheck(table.name(), operation.check(), atOnce),
                    atOnce ? "hold all rows to it" : "hold new rows to it",
                    Locks.onAllOf(before, table, Lock.Mode.ACCESS_EXCLUSIVE)));
            if (atOnce) {
                return stages.finish(steps);
            }
            var condition = before.inNormalForm(table.name(), operation.check().condition());
            stages.together(
                    steps, before.with(table.with(new Check(operation.check().name(), condition, false))));
        }
        var validation = Steps.patient(
                Ddl.validate(
                        table.name(),
                        present.map(Check::name).orElse(operation.check().name())),
                "look through the rows that are there",
                Locks.onAllOf(before, table, Lock.Mode.SHARE_UPDATE_EXCLUSIVE));
        return mode == Mode.ATOMIC ? stages.finish(validation) : stages.finishAlone(validation);
    }

    static List<Stage> drop(DropCheck operation, Catalog before) {
        var stages = new Stages(operation, Phase.EXPAND, before);
        if (stages.isDone()) {
            return List.of();
        }
        var table = stages.table();
        return stages.finish(Steps.brief(
                Ddl.dropConstraint(table.name(), operation.name()),
                "drop the CHECK",
                Locks.onAllOf(before, table, Lock.Mode.ACCESS_EXCLUSIVE)));
    }
}
