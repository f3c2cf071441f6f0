package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Dependent;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Table;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.ColumnUsers;
import dev.intact.operation.DropColumn;
import dev.intact.plan.Lock;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import org.jooq.impl.DSL;

/** The end of a column, and before it of what was named to go along: nothing goes by CASCADE. */
final class DropColumnStages {
    private DropColumnStages() {}

    static List<Stage> of(DropColumn operation, Catalog before) {
        var stages = new Stages(operation, Phase.CONTRACT, before);
        if (stages.isDone()) {
            return List.of();
        }
        var table = stages.table();
        var users = ColumnUsers.of(before, table, operation.column());
        var steps = new ArrayList<>(proofs(operation, before, table));
        users.dependents().forEach(user -> steps.add(drop(user, table)));
        users.foreignKeys().forEach(key -> steps.add(drop(key, table)));
        users.uniqueKeys().forEach(key -> steps.add(dropConstraint(String.valueOf(key.name()), table)));
        users.checks().forEach(check -> steps.add(dropConstraint(String.valueOf(check.name()), table)));
        users.indexes()
                .forEach(index ->
                        steps.add(IndexSteps.drop(String.valueOf(index.name()), table.name(), "drop " + index.name())));
        steps.add(Steps.brief(
                Ddl.sql("alter table {0} drop column {1}", Names.of(table.name()), DSL.name(operation.column())),
                "drop the column " + operation.column(),
                Locks.onAllOf(before, table, Lock.Mode.ACCESS_EXCLUSIVE)));
        return stages.finish(steps);
    }

    /** Nothing is lost: proved under the lock, so that no value comes after the proof. */
    private static List<Step> proofs(DropColumn operation, Catalog before, Table table) {
        var checks = operation.checks(before);
        if (checks.isEmpty()) {
            return List.of();
        }
        var steps = new ArrayList<Step>();
        steps.add(Steps.brief(
                Ddl.sql("lock table {0} in access exclusive mode", Names.of(table.name())),
                "keep others from writing",
                Locks.on(table.name(), Lock.Mode.ACCESS_EXCLUSIVE)));
        checks.forEach(check -> steps.add(
                new Step.Proof(Ddl.sql("{0}", check.violations(before)), "the column holds nothing to lose", check)));
        return steps;
    }

    private static Step dropConstraint(String name, Table table) {
        return Steps.brief(
                Ddl.dropConstraint(table.name(), name),
                "drop the constraint " + name,
                Locks.on(table.name(), Lock.Mode.ACCESS_EXCLUSIVE));
    }

    private static Step drop(ForeignKey key, Table table) {
        return Steps.brief(
                Ddl.dropConstraint(table.name(), String.valueOf(key.name())),
                "drop the foreign key " + key.name(),
                List.of(
                        new Lock(Lock.Mode.ACCESS_EXCLUSIVE, table.name()),
                        new Lock(Lock.Mode.ACCESS_EXCLUSIVE, key.referenced())));
    }

    private static Step drop(Dependent user, Table table) {
        var name = Names.of(user.name());
        var sql = switch (user.kind()) {
            case VIEW -> Ddl.sql("drop view {0}", name);
            case MATERIALIZED_VIEW -> Ddl.sql("drop materialized view {0}", name);
            case STATISTICS -> Ddl.sql("drop statistics {0}", name);
            case TRIGGER -> Ddl.sql("drop trigger {0} on {1}", name, Names.of(table.name()));
            case RULE -> Ddl.sql("drop rule {0} on {1}", name, Names.of(table.name()));
            case POLICY -> Ddl.sql("drop policy {0} on {1}", name, Names.of(table.name()));
            case PUBLICATION, FUNCTION ->
                throw new UnsupportedChangeException(
                        "dropping a %s along with a column".formatted(user.kind()),
                        "%s may serve more than that column".formatted(user),
                        "change or drop it first");
        };
        return Steps.brief(sql, "drop the " + user, Locks.on(table.name(), Lock.Mode.ACCESS_EXCLUSIVE));
    }
}
