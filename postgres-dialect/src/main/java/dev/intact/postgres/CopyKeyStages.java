package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Table;
import dev.intact.check.DataCheck;
import dev.intact.check.Unfilled;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.CopyKey;
import dev.intact.operation.DropKeyCopy;
import dev.intact.operation.EndKeyCopy;
import dev.intact.operation.KeyCopy;
import dev.intact.operation.SharedRows;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * Columns that a table gets of the key which it refers to. Atomic, they are added and filled while nobody else is there.
 * Online, they come empty; from then on triggers fill what is written, and what is there already is filled in batches.
 */
final class CopyKeyStages {
    private static final String CHILD = "child";
    private static final String PARENT = "parent";

    private final CopyKey operation;
    private final KeyCopy copy;
    private final Catalog before;
    private final Stages stages;
    private final DSLContext database;

    private CopyKeyStages(CopyKey operation, Catalog before, DSLContext database) {
        this.operation = operation;
        this.copy = operation.copy().exact(before);
        this.before = before;
        this.stages = new Stages(operation, Phase.EXPAND, before);
        this.database = database;
    }

    static List<Stage> of(CopyKey operation, Catalog before, Mode mode, DSLContext database) {
        var copying = new CopyKeyStages(operation, before, database);
        if (copying.stages.isDone()) {
            return List.of();
        }
        SharedRows.refuse(copying.child());
        SharedRows.refuse(before.table(copying.copy.parent()));
        QuarantineSteps.refuseRulesOnUpdate(copying.child());
        QuarantineSteps.warnOfTriggers(copying.stages, copying.child(), "that are filled in");
        Publications.warn(copying.stages, copying.child(), ColumnPair.from(copying.copy.copied()));
        return mode == Mode.ATOMIC ? copying.atomic() : copying.online();
    }

    private Table child() {
        return before.table(copy.child());
    }

    // ---- atomic

    private List<Stage> atomic() {
        var synchrony = new KeySynchrony(before, copy, database);
        var steps = new ArrayList<Step>();
        steps.addAll(synchrony.lock());
        operation.checks(before).forEach(check -> steps.add(prove(check)));
        // What the caller of a joined run has written can have put some off already.
        DeferredChecks.now(before, List.of(copy.child(), copy.parent())).ifPresent(steps::add);
        steps.addAll(addition());
        steps.add(Steps.brief(filling(unfilled()), "fill the columns", rowLocks()));
        operation.forbiddenLater(before).forEach(column -> steps.add(forbidNull(column)));
        return stages.finish(steps);
    }

    private Step prove(DataCheck check) {
        return new Step.Proof(Ddl.sql("{0}", check.violations(before)), check.rule(), check);
    }

    private List<Step> addition() {
        var missing = operation.columns(before).stream()
                .filter(column -> child().find(column.name()).isEmpty())
                .map(column -> column.withNotNull(false))
                .toList();
        return missing.isEmpty()
                ? List.of()
                : List.of(Steps.brief(
                        Ddl.addColumns(copy.child(), missing),
                        "add the columns",
                        Locks.on(copy.child(), Lock.Mode.ACCESS_EXCLUSIVE)));
    }

    private Step forbidNull(Column column) {
        return Steps.brief(
                Ddl.alterColumn(copy.child(), column.name(), "set not null"),
                "forbid NULL",
                Locks.on(copy.child(), Lock.Mode.ACCESS_EXCLUSIVE));
    }

    private List<Lock> rowLocks() {
        return Locks.on(copy.child(), Lock.Mode.ROW_EXCLUSIVE);
    }

    private QueryPart unfilled() {
        var refers = copy.joined().stream().map(pair -> Ddl.part("{0} is not null", DSL.name(CHILD, pair.from())));
        var empty = Ddl.or(copy.all().stream()
                .map(pair -> Ddl.part("{0} is null", DSL.name(CHILD, pair.from())))
                .toList());
        return Ddl.and(
                Stream.concat(refers, Stream.of(Ddl.part("({0})", empty))).toList());
    }

    /** By a subquery for each row: whatever the planner thinks of the sizes, it looks each up by its key. */
    private String filling(QueryPart rows) {
        var values = Stream.concat(
                        copy.copied().stream().map(pair -> (QueryPart) DSL.name(PARENT, pair.to())),
                        copy.present().stream()
                                .map(pair -> Ddl.part(
                                        "coalesce({0}, {1})",
                                        DSL.name(CHILD, pair.from()), DSL.name(PARENT, pair.to()))))
                .toList();
        var refers = Ddl.and(copy.joined().stream()
                .map(pair -> Ddl.part("{0} = {1}", DSL.name(PARENT, pair.to()), DSL.name(CHILD, pair.from())))
                .toList());
        return Ddl.sql(
                "update only {0} as {1} set ({2}) = (select {3} from only {4} as {5} where {6}) where {7}",
                Names.of(copy.child()),
                DSL.name(CHILD),
                Ddl.names(ColumnPair.from(copy.all())),
                DSL.list(values),
                Names.of(copy.parent()),
                DSL.name(PARENT),
                refers,
                rows);
    }

    // ---- online

    private List<Stage> online() {
        var synchrony = new KeySynchrony(before, copy, database);
        refuseWhatCannotFollow();
        stages.warn(
                "applications that write to a row of %s and to one of %s that refers to it can meet a deadlock (40P01), and must try again"
                        .formatted(copy.parent(), copy.child()));
        if (copy.child().equals(copy.parent())) {
            stages.warn("a statement that inserts several rows of %s has to begin with those that the others refer to"
                    .formatted(copy.parent()));
        }
        if (!operation.isUnderWay(before)) {
            begin(synchrony);
        }
        var range = Ddl.part("{0} and {1}", unfilled(), Ddl.pages(CHILD));
        stages.repeated(
                new Step.Backfill(filling(range), filling(unfilled()), "fill what is there", rowLocks(), copy.child()),
                new Unfilled(copy.child(), copy.parent(), copy.joined(), ColumnPair.from(copy.all())));
        return finish(synchrony);
    }

    private void begin(KeySynchrony synchrony) {
        var steps = new ArrayList<Step>();
        steps.add(LockTime.share(2));
        steps.addAll(synchrony.lock());
        steps.addAll(addition());
        steps.addAll(synchrony.begin());
        var child = stages.table();
        for (var column : operation.columns(before)) {
            if (child.find(column.name()).isEmpty()) {
                child = child.with(column.withNotNull(false), Expression.of("null"));
            }
        }
        stages.together(
                Steps.unlockedFirst(steps),
                stages.now().with(child.with(copy.underWay(), copy.toString())).inPlace());
    }

    private List<Stage> finish(KeySynchrony synchrony) {
        var names = new ColumnNames(database);
        var left = operation.forbiddenLater(before);
        var checks = left.stream()
                .map(column -> ProvingCheck.notNull(names.of(column.name())))
                .toList();
        checks.stream().filter(check -> !check.isSaidBy(stages.table())).forEach(check -> check.prove(stages));
        var table = stages.table();
        var steps = new ArrayList<Step>();
        left.forEach(column -> steps.add(forbidNull(column)));
        checks.stream().filter(check -> check.isIn(table)).forEach(check -> steps.add(check.drop(before, table)));
        steps.add(synchrony.sayFilled());
        return stages.finish(steps, after -> {
            var then = after;
            for (var check : checks) {
                then = check.without(then, table);
            }
            return then;
        });
    }

    private void refuseWhatCannotFollow() {
        for (var table : List.of(child(), before.table(copy.parent()))) {
            refuseIf(
                    table.properties().containsKey("row security is forced"),
                    "row security holds for the owner of %s too, and could hide rows from what fills them"
                            .formatted(table.name()));
        }
        boolean deferrable = child().foreignKeys().stream()
                .anyMatch(key -> key.referenced().equals(copy.parent())
                        && key.columns().containsAll(ColumnPair.from(copy.joined()))
                        && key.deferral().deferrable());
        boolean held = !operation.forbiddenLater(before).isEmpty()
                || copy.nullTogether(before).isPresent();
        refuseIf(
                deferrable && held,
                "its foreign key can be deferred, so that a row may come before the one which tells what its new columns hold, and they are not to be empty in one that refers to another");
    }

    private void refuseIf(boolean refused, String reason) {
        if (refused) {
            throw new UnsupportedChangeException(
                    "filling new columns of %s while others write".formatted(copy.child()),
                    reason,
                    "do it when nobody writes: .atomic()");
        }
    }

    // ---- the end

    static List<Stage> end(EndKeyCopy operation, Catalog before, Mode mode, DSLContext database) {
        var stages = new Stages(operation, Phase.CONTRACT, before);
        return stages.isDone() ? List.of() : stages.finish(ended(operation.copy(), before, mode, database));
    }

    /** Online, they will be there by then. */
    static List<Step> ended(KeyCopy copy, Catalog before, Mode mode, DSLContext database) {
        var synchrony = new KeySynchrony(before, copy, database);
        return mode == Mode.ONLINE ? synchrony.end() : synchrony.endFound(database);
    }

    static List<Stage> drop(DropKeyCopy operation, Catalog before, DSLContext database) {
        var stages = new Stages(operation, Phase.CONTRACT, before);
        if (stages.isDone()) {
            return List.of();
        }
        var copy = operation.copy().exact(before);
        var child = before.table(copy.child());
        operation.columns(before).forEach(column -> DropColumnStages.refuseInherited(child, column));
        var synchrony = new KeySynchrony(before, copy, database);
        var steps = new ArrayList<Step>(synchrony.lock());
        operation
                .checks(before)
                .forEach(check -> steps.add(new Step.Proof(
                        Ddl.sql("{0}", check.violations(before)), "each value can be told from the other row", check)));
        steps.addAll(synchrony.endFound(database));
        for (var column : operation.columns(before)) {
            DropColumnStages.drops(before, child.name(), column, database, steps);
        }
        return stages.finish(steps);
    }
}
