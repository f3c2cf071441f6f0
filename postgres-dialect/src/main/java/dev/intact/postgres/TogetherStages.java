package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.operation.EndKeyCopy;
import dev.intact.operation.Primitive;
import dev.intact.operation.Together;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** What is done at one moment, behind locks of all that it is about, which are taken in the order of those who write. */
final class TogetherStages {
    private TogetherStages() {}

    /**
     * {@return the one stage}
     *
     * @param render how a part is done, on the schema that it starts from
     */
    static List<Stage> of(
            Together operation,
            Catalog before,
            Mode mode,
            DSLContext database,
            BiFunction<Primitive, Catalog, List<Stage>> render) {
        var stages = new Stages(operation, Phase.CONTRACT, before);
        if (stages.isDone()) {
            return List.of();
        }
        var steps = new ArrayList<Step>(lock(operation, before));
        var now = before;
        for (var part : operation.parts()) {
            if (part instanceof EndKeyCopy end) {
                steps.addAll(CopyKeyStages.ended(end.copy(), now, mode, database));
            } else {
                render.apply(part, now).forEach(stage -> {
                    stage.warnings().forEach(stages::warn);
                    steps.addAll(stage.steps());
                });
            }
            now = part.after(now).inPlace();
        }
        return stages.finish(steps);
    }

    private static List<Step> lock(Together operation, Catalog before) {
        var tables = operation.tables().stream()
                .map(table -> before.table(table).name())
                .toList();
        return List.of(
                LockTime.share(tables.size()),
                Steps.brief(
                        Ddl.sql(
                                "lock table {0} in access exclusive mode",
                                DSL.list(tables.stream().map(Names::of).toList())),
                        "keep everyone out",
                        tables.stream()
                                .map(table -> new Lock(Lock.Mode.ACCESS_EXCLUSIVE, table))
                                .toList()));
    }
}
