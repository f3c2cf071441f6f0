package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.operation.DropCopies;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;

/** The end of columns whose values are, as is proved under the lock, in the table that they once came from. */
final class DropCopiesStages {
    private DropCopiesStages() {}

    static List<Stage> of(DropCopies operation, Catalog before, Mode mode, DSLContext database) {
        var stages = new Stages(operation, Phase.CONTRACT, before);
        if (stages.isDone()) {
            return List.of();
        }
        var pair = PairSql.of(before, operation.absorption());
        var target = pair.target();
        operation.columns(before).forEach(column -> DropColumnStages.refuseInherited(target, column));
        var steps = new ArrayList<Step>();
        steps.add(pair.lock());
        var uncopied = operation.uncopied(before);
        steps.add(new Step.Proof(
                Ddl.sql("{0}", uncopied.violations(before)), "the other table holds all that goes", uncopied));
        var synchrony = Synchrony.of(before, operation.absorption(), database);
        boolean kept = mode == Mode.ONLINE && !operation.absorption().pointer().isEmpty();
        var there = kept ? synchrony.names() : synchrony.found(database);
        steps.addAll(synchrony.endTriggers(there));
        steps.addAll(synchrony.endFunctions(there));
        if (synchrony.touched().isThere(database)) {
            steps.addAll(synchrony.touched().endTriggers());
            steps.addAll(synchrony.touched().endFunctions());
        }
        operation.keys(before).forEach(key -> steps.add(IndexSteps.drop(key.name(), key.table(), "no longer needed")));
        operation
                .columns(before)
                .forEach(column -> DropColumnStages.drops(before, target.name(), column, database, steps));
        return stages.finish(steps);
    }
}
