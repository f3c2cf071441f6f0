package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Table;
import dev.intact.check.Nulls;
import dev.intact.check.Unmatched;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.Absorption;
import dev.intact.operation.CopyColumns;
import dev.intact.operation.Reconcile;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * Columns that a table takes over from its other half. Atomic, they are added and filled while nobody else is there.
 * Online, they come empty; from then on triggers copy what is written to the source, and what is there already is copied in
 * batches. Only when all of it is there do triggers copy the other way as well: then each place holds what the other does,
 * whichever is written.
 */
final class CopyColumnsStages {
    private final CopyColumns operation;
    private final Catalog before;
    private final Stages stages;
    private final PairSql pair;
    private final ColumnNames names;
    private final DSLContext database;
    private final boolean underWay;

    private CopyColumnsStages(CopyColumns operation, Catalog before, DSLContext database) {
        this.operation = operation;
        this.before = before;
        this.stages = new Stages(operation, Phase.EXPAND, before);
        this.pair = PairSql.of(before, operation.absorption());
        this.names = new ColumnNames(database);
        this.database = database;
        this.underWay = operation.isUnderWay(before);
    }

    static List<Stage> of(CopyColumns operation, Catalog before, Mode mode, DSLContext database) {
        var copying = new CopyColumnsStages(operation, before, database);
        if (copying.stages.isDone()) {
            return List.of();
        }
        copying.refuseSharedRows(copying.pair.source());
        copying.refuseSharedRows(copying.pair.target());
        QuarantineSteps.refuseRulesOnUpdate(copying.pair.target());
        QuarantineSteps.warnOfTriggers(copying.stages, copying.pair.target(), "that are filled in");
        return mode == Mode.ATOMIC ? copying.atomic() : copying.online();
    }

    /** Rows that are in several tables at once are not one half of a pair. */
    private void refuseSharedRows(Table table) {
        var properties = table.properties();
        if (table.kind() == Table.Kind.PARTITIONED
                || properties.containsKey("partition of")
                || properties.containsKey("inherited by")
                || properties.containsKey("inherits from")) {
            throw new UnsupportedChangeException(
                    "collapsing %s into %s"
                            .formatted(pair.source().name(), pair.target().name()),
                    "%s is partitioned, or inherits: its rows are in other tables as well".formatted(table.name()),
                    "end that first, or move the columns by hand");
        }
    }

    // ---- atomic

    private List<Stage> atomic() {
        var steps = new ArrayList<Step>();
        steps.add(pair.lock());
        operation.keys(before).forEach(key -> steps.add(IndexSteps.build(key.index(), key.table())));
        steps.addAll(addition());
        if (pair.absorption().filling() && !operation.columns(before).isEmpty()) {
            steps.add(fillMissing());
        }
        if (!written().isEmpty()) {
            steps.add(Steps.brief(update(), "fill the columns", rowLocks()));
        }
        DeferredChecks.now(before, List.of(pair.target().name())).ifPresent(steps::add);
        notNull().forEach(column -> steps.add(forbidNull(column)));
        if (notNull().isEmpty()) {
            operation.checks(before).stream()
                    .filter(Unmatched.class::isInstance)
                    .forEach(check -> steps.add(new Step.Proof(
                            Ddl.sql("{0}", check.violations(before)), "every row has its other half", check)));
        }
        return stages.finish(steps);
    }

    /** Without a default at first, so that a row which is not filled is seen to be. */
    private List<Step> addition() {
        if (underWay || operation.columns(before).isEmpty()) {
            return List.of();
        }
        var target = pair.target().name();
        var lock = Locks.on(target, Lock.Mode.ACCESS_EXCLUSIVE);
        var steps = new ArrayList<Step>();
        var columns = operation.columns(before);
        steps.add(Steps.brief(
                Ddl.addColumns(
                        target,
                        columns.stream()
                                .map(column -> column.withNotNull(false).withDefault(null))
                                .toList()),
                "add the columns",
                lock));
        var withDefault =
                columns.stream().filter(column -> column.defaultValue() != null).toList();
        if (!withDefault.isEmpty()) {
            steps.add(Steps.brief(Ddl.setDefaults(target, withDefault), "for rows that are yet to come", lock));
        }
        operation
                .comments(before)
                .forEach((column, comment) -> steps.add(Steps.brief(
                        Ddl.sql(
                                "comment on column {0}.{1} is {2}",
                                Names.of(target), DSL.name(column), DSL.inline(comment)),
                        "say what was said of " + column,
                        Locks.on(target, Lock.Mode.SHARE_UPDATE_EXCLUSIVE))));
        return steps;
    }

    private List<Column> notNull() {
        return operation.columns(before).stream().filter(Column::notNull).toList();
    }

    private Step forbidNull(Column column) {
        var target = pair.target().name();
        return Steps.brief(
                Ddl.alterColumn(target, column.name(), "set not null"),
                "forbid NULL",
                Locks.on(target, Lock.Mode.ACCESS_EXCLUSIVE));
    }

    /** The target's column, and what it gets. */
    private record Written(String column, QueryPart value) {}

    private List<Written> written() {
        var written = new ArrayList<Written>();
        pair.absorption()
                .written()
                .forEach(each -> written.add(new Written(each.to(), DSL.name(PairSql.SOURCE, each.from()))));
        pair.absorption().reconciled().forEach(each -> {
            if (each.choice() instanceof Reconcile.By by) {
                written.add(new Written(
                        each.columns().to(),
                        Ddl.part("({0})", DSL.raw(SqlText.single(by.expression().sql())))));
            }
        });
        return written;
    }

    private String update() {
        return Ddl.sql(
                "update {0} set {1} from {2} where {3}",
                pair.targets(),
                DSL.list(written().stream()
                        .map(each -> Ddl.part("{0} = {1}", DSL.name(each.column()), each.value()))
                        .toList()),
                pair.sources(),
                pair.belong());
    }

    private List<Lock> rowLocks() {
        return Locks.on(pair.target().name(), Lock.Mode.ROW_EXCLUSIVE);
    }

    private Step fillMissing() {
        var defaults = operation.columns(before).stream()
                .map(column -> Ddl.part("{0} = default", DSL.name(column.name())))
                .toList();
        return Steps.brief(
                Ddl.sql(
                        "update {0} set {1} where not exists (select from {2} where {3})",
                        pair.targets(), DSL.list(defaults), pair.sources(), pair.belong()),
                "fill rows that have no other half",
                rowLocks());
    }

    // ---- online

    private List<Stage> online() {
        var synchrony = Synchrony.of(before, pair.absorption(), database);
        synchrony.limits().refuseWhatCannotBeKeptEqual(notNull());
        synchrony.limits().warn(stages);
        for (var key : operation.keys(before)) {
            CreateIndexStages.buildConcurrently(
                    key.index(), stages, stages.now().table(key.table()));
        }
        if (!underWay) {
            begin(synchrony);
        }
        fill(synchrony);
        forbidNulls();
        return stages.finish(mirror(synchrony));
    }

    private void begin(Synchrony synchrony) {
        var steps = new ArrayList<Step>();
        steps.add(synchrony.lockForCopying());
        steps.addAll(addition());
        steps.addAll(synchrony.beginCopying());
        var target = stages.table();
        for (var column : operation.columns(before)) {
            target = target.with(column.withNotNull(false), Expression.of("null"));
        }
        for (var comment : operation.comments(before).entrySet()) {
            target = target.with("comment on column " + comment.getKey(), comment.getValue());
        }
        target = target.with(
                Absorption.underWay(pair.source().name()), pair.absorption().toString());
        stages.together(Steps.unlockedFirst(steps), stages.now().with(target).inPlace());
    }

    /** Each row that is not yet filled has NULL where a value belongs; a row that is written meanwhile fills itself. */
    private void fill(Synchrony synchrony) {
        var unfilled = Ddl.part("{0} is null", DSL.name(PairSql.TARGET, synchrony.flag()));
        var range = Ddl.part("{0} and {1}", unfilled, Ddl.pages(PairSql.TARGET));
        stages.repeated(
                new Step.Backfill(
                        copying(range),
                        copying(unfilled),
                        pair.absorption().filling()
                                ? "copy what is there, and fill rows that have no other half"
                                : "copy what is there",
                        rowLocks(),
                        pair.target().name()),
                new Nulls(pair.target().name(), List.of(synchrony.flag())));
    }

    /** By a subquery for each row: whatever the planner thinks of the sizes, it looks each up by its key. */
    private String copying(QueryPart rows) {
        var alone = valuesAlone();
        var values = pair.absorption().written().stream()
                .map(each -> alone.containsKey(each.to())
                        ? Ddl.part(
                                "case when {0} is null then {1} else {2} end",
                                DSL.name(
                                        PairSql.SOURCE,
                                        pair.absorption().joined().get(0).to()),
                                alone.get(each.to()),
                                DSL.name(PairSql.SOURCE, each.from()))
                        : DSL.name(PairSql.SOURCE, each.from()))
                .toList();
        return Ddl.sql(
                alone.isEmpty()
                        ? "update {0} set ({1}) = (select {2} from {3} where {4}) where {5}"
                        : "update {0} set ({1}) = (select {2} from (select) as \"one\" left join {3} on {4}) where {5}",
                pair.targets(),
                Ddl.names(pair.to()),
                DSL.list(values),
                pair.sources(),
                pair.belong(),
                rows);
    }

    /**
     * What a row gets that has no other half, by choice or since a moment ago: what it has, where both have the column, and
     * in a new one the default, if it is to be filled; else NULL.
     */
    private Map<String, QueryPart> valuesAlone() {
        var values = new HashMap<String, QueryPart>();
        var moved = ColumnPair.to(pair.absorption().moved());
        for (var each : pair.absorption().written()) {
            if (!moved.contains(each.to())) {
                values.put(each.to(), DSL.name(PairSql.TARGET, each.to()));
            } else if (pair.absorption().filling()) {
                var value = operation.filling(before, pair.source().column(each.from()));
                values.put(each.to(), DSL.raw(value.sql()));
            }
        }
        return values;
    }

    private void forbidNulls() {
        var left = notNull().stream()
                .filter(column -> !stages.table().column(column.name()).notNull())
                .toList();
        var checks = left.stream()
                .map(column -> ProvingCheck.notNull(names.of(column.name())))
                .toList();
        checks.stream().filter(check -> !check.isSaidBy(stages.table())).forEach(check -> check.prove(stages));
        if (left.isEmpty()) {
            return;
        }
        var then = stages.now();
        for (var column : left) {
            then = then.with(then.table(operation.table()).replacing(column));
        }
        for (var check : checks) {
            then = check.without(then, stages.table());
        }
        var table = stages.table();
        stages.together(
                Stream.concat(
                                left.stream().map(this::forbidNull),
                                checks.stream()
                                        .filter(check -> check.isIn(table))
                                        .map(check -> check.drop(before, table)))
                        .toList(),
                then);
    }

    private List<Step> mirror(Synchrony synchrony) {
        var steps = new ArrayList<Step>();
        steps.add(synchrony.lockForMirroring());
        steps.addAll(synchrony.beginMirroring());
        return Steps.unlockedFirst(steps);
    }
}
