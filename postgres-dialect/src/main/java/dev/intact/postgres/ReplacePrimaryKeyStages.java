package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Table;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.ReplacePrimaryKey;
import dev.intact.operation.SharedRows;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** Another primary key, in one transaction with the end of the old one, so that a table which is published always has one. */
final class ReplacePrimaryKeyStages {
    private ReplacePrimaryKeyStages() {}

    static List<Stage> of(ReplacePrimaryKey operation, Catalog before, Mode mode) {
        var stages = new Stages(operation, Phase.CONTRACT, before);
        if (stages.isDone()) {
            return List.of();
        }
        var table = stages.table();
        SharedRows.refuse(table);
        if (mode == Mode.ONLINE) {
            refuseNullable(operation, table);
            if (operation.promoted(before).isEmpty()) {
                CreateIndexStages.buildConcurrently(operation.asIndex(before), stages, table);
            }
        }
        return stages.finish(steps(operation, before, stages.now()));
    }

    private static void refuseNullable(ReplacePrimaryKey operation, Table table) {
        var nullable = operation.columns().stream()
                .filter(column -> !table.column(column).notNull())
                .toList();
        if (!nullable.isEmpty()) {
            throw new UnsupportedChangeException(
                    "a primary key on %s (%s) while others write".formatted(table.name(), String.join(", ", nullable)),
                    "NULL is not forbidden there, and to find out would keep everyone waiting",
                    "forbid it before, in the same change: setNotNull(…)");
        }
    }

    private static List<Step> steps(ReplacePrimaryKey operation, Catalog before, Catalog now) {
        var table = before.table(operation.table());
        var old = table.primaryKey();
        var lock = Locks.on(table.name(), Lock.Mode.ACCESS_EXCLUSIVE);
        var steps = new ArrayList<Step>();
        DropRules.refusePublished(table, operation.columns());
        if (old != null) {
            DropRules.refuseReplicaIdentity(table, String.valueOf(old.name()));
            steps.add(
                    Steps.brief(Ddl.dropConstraint(table.name(), String.valueOf(old.name())), "drop the " + old, lock));
        }
        steps.add(Steps.brief(addition(operation, now), "put the other one in its place", lock));
        var key = Ddl.part("constraint {0} on {1}", DSL.name(String.valueOf(operation.name())), Names.of(table.name()));
        operation.comment(before).ifPresent(comment -> steps.add(comment(key, comment, lock)));
        var index = Ddl.part("index {0}", Names.of(table.name().sibling(String.valueOf(operation.name()))));
        operation.commentOnIndex(before).ifPresent(comment -> steps.add(comment(index, comment, lock)));
        return steps;
    }

    private static Step comment(QueryPart subject, String comment, List<Lock> lock) {
        return Steps.brief(
                Ddl.sql("comment on {0} is {1}", subject, DSL.inline(comment)),
                "say what was said of the old one",
                lock);
    }

    private static String addition(ReplacePrimaryKey operation, Catalog now) {
        var name = operation.name();
        QueryPart constraint = name == null ? DSL.raw("") : Ddl.part("constraint {0} ", DSL.name(name));
        QueryPart key = operation
                .promoted(now)
                .map(index -> Ddl.part("using index {0}", DSL.name(String.valueOf(index.name()))))
                .orElseGet(() -> Ddl.part("({0})", Ddl.names(operation.columns())));
        return Ddl.sql(
                "alter table {0} add {1}primary key {2}",
                Names.of(now.table(operation.table()).name()), constraint, key);
    }
}
