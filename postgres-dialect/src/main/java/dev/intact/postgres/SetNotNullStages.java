package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Check;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Table;
import dev.intact.operation.SetNotNull;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * NULL is forbidden. A validated CHECK that says the same spares SET NOT NULL its own look at every row, during which
 * everyone would wait (documentation of ALTER TABLE, SET NOT NULL).
 */
final class SetNotNullStages {
    private static final String PREFIX = "intact_not_null_";
    private static final String IS_NOT_NULL = " IS NOT NULL";

    private SetNotNullStages() {}

    static List<Stage> of(SetNotNull operation, Catalog before, Mode mode, DSLContext database) {
        var stages = new Stages(operation, Phase.EXPAND, before);
        if (stages.isDone()) {
            return List.of();
        }
        return mode == Mode.ATOMIC || proving(stages.table(), operation.column())
                ? finish(stages, operation.column())
                : online(operation, stages, condition(database, operation.column()));
    }

    /** The CHECK's condition as the server will say it, quoting the name only where it must. */
    private static Expression condition(DSLContext database, String column) {
        var name = database.fetchSingle("select quote_ident({0})", DSL.inline(column))
                .get(0, String.class);
        return Expression.of(name + IS_NOT_NULL);
    }

    private static List<Stage> online(SetNotNull operation, Stages stages, Expression condition) {
        var column = operation.column();
        var table = stages.table();
        if (own(table, column).isEmpty()) {
            stages.together(
                    List.of(Steps.brief(
                            Ddl.sql(
                                    "alter table {0} add constraint {1} check ({2} is not null) not valid",
                                    Names.of(table.name()), DSL.name(nameFor(column)), DSL.name(column)),
                            "forbid NULL in new rows",
                            Locks.onAllOf(stages.now(), table, Lock.Mode.ACCESS_EXCLUSIVE))),
                    with(stages.now(), table, new Check(nameFor(column), condition, false)));
        }
        stages.alone(
                Steps.patient(
                        Ddl.sql(
                                "alter table {0} validate constraint {1}",
                                Names.of(table.name()), DSL.name(nameFor(column))),
                        "look for NULL in the rows that are there",
                        Locks.onAllOf(stages.now(), table, Lock.Mode.SHARE_UPDATE_EXCLUSIVE)),
                with(stages.now(), table, new Check(nameFor(column), condition, true)));
        return finish(stages, column);
    }

    private static List<Stage> finish(Stages stages, String column) {
        var table = stages.table();
        var locks = Locks.onAllOf(stages.now(), table, Lock.Mode.ACCESS_EXCLUSIVE);
        var steps = new ArrayList<Step>();
        steps.add(Steps.brief(Ddl.alterColumn(table.name(), column, "set not null"), "forbid NULL", locks));
        var own = own(table, column);
        own.ifPresent(check -> steps.add(dropCheck(table, check, locks)));
        return stages.finish(
                steps, after -> own.map(check -> without(after, table, check)).orElse(after));
    }

    private static Step dropCheck(Table table, Check check, List<Lock> locks) {
        return Steps.brief(
                Ddl.dropConstraint(table.name(), String.valueOf(check.name())),
                "drop the CHECK, which says the same",
                locks);
    }

    /** {@return the steps that drop CHECKs of ours that the rows did not pass; a table below another loses them with it} */
    static List<Step> leftovers(Catalog now, Table table) {
        return table.checks().stream()
                .filter(check -> !check.validated() && isOwn(table, check) && !isInherited(now, table, check))
                .map(check -> dropCheck(table, check, Locks.on(table.name(), Lock.Mode.ACCESS_EXCLUSIVE)))
                .toList();
    }

    private static boolean isInherited(Catalog now, Table table, Check check) {
        var parents =
                List.of(table.properties().getOrDefault("inherits from", "").split(", "));
        return now.tables().values().stream()
                .filter(each -> each.partitions().contains(table.name())
                        || parents.contains(each.name().toString()))
                .anyMatch(parent -> parent.checks().contains(check));
    }

    private static boolean isOwn(Table table, Check check) {
        return table.columnNames().stream()
                .anyMatch(column -> nameFor(column).equals(check.name()) && saysNotNull(check, column));
    }

    private static boolean proving(Table table, String column) {
        return table.checks().stream().anyMatch(check -> check.validated() && saysNotNull(check, column));
    }

    private static Optional<Check> own(Table table, String column) {
        return table.checks().stream()
                .filter(check -> nameFor(column).equals(check.name()) && saysNotNull(check, column))
                .findFirst();
    }

    /** The server quotes a name only where it must. */
    private static boolean saysNotNull(Check check, String column) {
        var condition = check.condition().sql();
        return condition.equals(column + IS_NOT_NULL)
                || condition.equals(Ddl.sql("{0}", DSL.name(column)) + IS_NOT_NULL);
    }

    private static String nameFor(String column) {
        return PartNames.cut(PREFIX + column);
    }

    private static Catalog without(Catalog catalog, Table table, Check check) {
        var now = catalog.table(table.name());
        return catalog.with(now.withChecks(now.checks().stream()
                .filter(each -> !String.valueOf(check.name()).equals(each.name()))
                .toList()));
    }

    private static Catalog with(Catalog catalog, Table table, Check check) {
        var cleared = without(catalog, table, check).table(table.name());
        var checks = new ArrayList<>(cleared.checks());
        checks.add(check);
        return catalog.with(cleared.withChecks(checks));
    }
}
