package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.operation.SetNotNull;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * NULL is forbidden. A validated CHECK that says the same spares SET NOT NULL its own look at every row, during which
 * everyone would wait (documentation of ALTER TABLE, SET NOT NULL).
 */
final class SetNotNullStages {
    private SetNotNullStages() {}

    static List<Stage> of(SetNotNull operation, Catalog before, Mode mode, ColumnNames names) {
        var stages = new Stages(operation, Phase.EXPAND, before);
        if (stages.isDone()) {
            return List.of();
        }
        var check = ProvingCheck.notNull(names.of(operation.column()));
        if (mode == Mode.ONLINE && !check.isSaidBy(stages.table())) {
            check.prove(stages);
        }
        return stages.finish(steps(stages, operation.column(), check), after -> check.without(after, stages.table()));
    }

    private static List<Step> steps(Stages stages, String column, ProvingCheck check) {
        var table = stages.table();
        var locks = Locks.onAllOf(stages.now(), table, Lock.Mode.ACCESS_EXCLUSIVE);
        var steps = new ArrayList<Step>();
        steps.add(Steps.brief(Ddl.alterColumn(table.name(), column, "set not null"), "forbid NULL", locks));
        if (check.isIn(table)) {
            steps.add(check.drop(stages.now(), table));
        }
        return steps;
    }
}
