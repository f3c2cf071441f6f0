package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Expression;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.check.LostValues;
import dev.intact.error.DependentsException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.ColumnUsers;
import dev.intact.operation.DropColumn;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * The end of a column, and before it of what was named to go along: nothing goes by CASCADE. That it holds nothing that
 * would be lost is proved before: online by a CHECK, so that nobody waits while the rows are looked through; atomic under
 * the lock.
 */
final class DropColumnStages {
    private DropColumnStages() {}

    static List<Stage> of(DropColumn operation, Catalog before, Mode mode, DSLContext database) {
        var stages = new Stages(operation, Phase.CONTRACT, before);
        if (stages.isDone()) {
            return List.of();
        }
        refuseInherited(stages.table(), operation.column());
        refuseOtherConstraints(stages.table(), operation.column());
        var steps = new ArrayList<>(dropsElsewhere(operation, before, database));
        for (var check : operation.checks(before)) {
            if (mode == Mode.ONLINE && check instanceof LostValues lost) {
                prove(lost, stages);
            } else {
                lockAndProve(check, stages, steps);
            }
        }
        var table = stages.table();
        var ours = nothingLost(table.column(operation.column()));
        if (ours.isIn(table)) {
            steps.add(ours.drop(stages.now(), table));
        }
        drops(stages.now(), operation.table(), operation.column(), database, steps);
        return stages.finish(steps, after -> ours.without(after, table));
    }

    /** Before the table is locked: who reads what uses it may wait for it. */
    private static List<Step> dropsElsewhere(DropColumn operation, Catalog before, DSLContext database) {
        var users = ColumnUsers.of(before, before.table(operation.table()), operation.column());
        var tables = new HashSet<>(users.partitions().keySet());
        tables.add(before.table(operation.table()).name());
        return DependentDrops.of(users.dependentsOfAll(), before, database).awayFrom(tables);
    }

    /** The column goes from the tables that inherit it, too, with values that nothing was asked of. */
    static void refuseInherited(Table table, String column) {
        var heirs = table.properties().get("inherited by");
        if (heirs != null) {
            throw new UnsupportedChangeException(
                    "dropping the column %s of %s".formatted(column, table.name()),
                    "it would go from the tables that inherit it, too: " + heirs,
                    "end the inheritance first: alter table … no inherit …");
        }
    }

    /** PostgreSQL drops an EXCLUDE constraint with its column, in silence (documentation of ALTER TABLE, DROP COLUMN). */
    static void refuseOtherConstraints(Table table, String column) {
        var users = table.properties().entrySet().stream()
                .filter(each -> each.getKey().startsWith(ConstraintReader.OTHER)
                        && each.getValue().startsWith("EXCLUDE")
                        && each.getValue().contains(column))
                .map(each -> each.getKey() + ": " + each.getValue())
                .toList();
        if (!users.isEmpty()) {
            throw new DependentsException("the column " + column, users, "drop these constraints first");
        }
    }

    private static void prove(LostValues lost, Stages stages) {
        var check = nothingLost(stages.table().column(lost.column()));
        if (!check.isSaidBy(stages.table())) {
            check.prove(stages);
        }
    }

    private static ProvingCheck nothingLost(Column column) {
        return ProvingCheck.holdsOnly(
                column, Optional.ofNullable(column.defaultValue()).filter(Expression::isConstant));
    }

    private static void lockAndProve(DataCheck check, Stages stages, List<Step> steps) {
        var table = stages.table();
        steps.add(Steps.brief(
                Ddl.sql("lock table {0} in access exclusive mode", Names.of(table.name())),
                "keep everyone out",
                Locks.onAllOf(stages.now(), table, Lock.Mode.ACCESS_EXCLUSIVE)));
        steps.add(new Step.Proof(Ddl.sql("{0}", check.violations(stages.now())), "nothing is lost", check));
    }

    /** Adds the steps that drop a column, and before it what is over it, unless they are there already. */
    static void drops(Catalog catalog, TableName name, String column, DSLContext database, List<Step> steps) {
        var own = new ArrayList<Step>();
        drop(catalog, catalog.table(name), column, database, own);
        own.stream()
                .filter(step -> steps.stream().noneMatch(each -> each.sql().equals(step.sql())))
                .forEach(steps::add);
    }

    private static void drop(Catalog catalog, Table table, String column, DSLContext database, List<Step> steps) {
        var users = ColumnUsers.of(catalog, table, column);
        steps.addAll(
                DependentDrops.of(users.dependentsOfAll(), catalog, database).all());
        users.partitions().forEach((name, own) -> drops(own, catalog.table(name), steps));
        drops(users, table, steps);
        steps.add(Steps.brief(
                Ddl.sql("alter table {0} drop column {1}", Names.of(table.name()), DSL.name(column)),
                "drop the column " + column,
                Locks.onAllOf(catalog, table, Lock.Mode.ACCESS_EXCLUSIVE)));
    }

    private static void drops(ColumnUsers users, Table table, List<Step> steps) {
        users.foreignKeys().forEach(key -> steps.add(drop(key, table)));
        users.uniqueKeys().forEach(key -> steps.add(dropConstraint(String.valueOf(key.name()), table)));
        users.checks().forEach(check -> steps.add(dropConstraint(String.valueOf(check.name()), table)));
        users.indexes()
                .forEach(index ->
                        steps.add(IndexSteps.drop(String.valueOf(index.name()), table.name(), "drop " + index.name())));
    }

    private static Step dropConstraint(String name, Table table) {
        return Steps.brief(
                Ddl.dropConstraint(table.name(), name),
                "drop the constraint " + name,
                Locks.on(table.name(), Lock.Mode.ACCESS_EXCLUSIVE));
    }

    static Step drop(ForeignKey key, Table table) {
        return Steps.brief(
                Ddl.dropConstraint(table.name(), String.valueOf(key.name())),
                "drop the foreign key " + key.name(),
                List.of(
                        new Lock(Lock.Mode.ACCESS_EXCLUSIVE, table.name()),
                        new Lock(Lock.Mode.ACCESS_EXCLUSIVE, key.referenced())));
    }
}
