package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import dev.intact.operation.FillColumn;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** How a column gets values: by one update; online, in batches, until no row is left for which there is one. */
final class FillColumnStages {
    private final FillColumn operation;
    private final TableName table;

    private FillColumnStages(FillColumn operation, TableName table) {
        this.operation = operation;
        this.table = table;
    }

    static List<Stage> of(FillColumn operation, Catalog before, Mode mode) {
        var stages = new Stages(operation, Phase.EXPAND, before);
        var there = stages.table();
        QuarantineSteps.refuseRulesOnUpdate(there);
        QuarantineSteps.warnOfTriggers(stages, there, "that are filled in");
        var filling = new FillColumnStages(operation, there.name());
        if (mode == Mode.ONLINE) {
            stages.repeated(filling.backfill(), operation.filled(before));
            return stages.list();
        }
        var steps = new ArrayList<Step>();
        steps.add(Steps.brief(filling.update(filling.empty()), "fill the column", filling.locks()));
        DeferredChecks.now(before, List.of(there.name())).ifPresent(steps::add);
        return stages.finish(steps);
    }

    private Step backfill() {
        var range = Ddl.part("{0} and {1}", empty(), Ddl.pages(table.name()));
        return new Step.Backfill(update(range), update(empty()), "fill what is there", locks(), table);
    }

    private QueryPart value() {
        return Ddl.part("({0})", DSL.raw(SqlText.single(operation.value().sql())));
    }

    private QueryPart empty() {
        return Ddl.part("{0} is null and {1} is not null", DSL.name(operation.column()), value());
    }

    private String update(QueryPart rows) {
        return Ddl.sql(
                "update only {0} set {1} = {2} where {3}",
                Names.of(table), DSL.name(operation.column()), value(), rows);
    }

    private List<Lock> locks() {
        return Locks.on(table, Lock.Mode.ROW_EXCLUSIVE);
    }
}
