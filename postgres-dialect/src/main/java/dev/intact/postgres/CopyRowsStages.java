package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.TableName;
import dev.intact.operation.CopyRows;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** A row of its own again for each row of the other table, in one transaction; online, triggers keep both equal after it. */
final class CopyRowsStages {
    private CopyRowsStages() {}

    static List<Stage> of(CopyRows operation, Catalog before, Mode mode, DSLContext database) {
        var stages = new Stages(operation, Phase.EXPAND, before);
        if (stages.isDone()) {
            return List.of();
        }
        var pair = PairSql.of(before, operation.absorption());
        var target = pair.target().name();
        stages.warn("everyone waits until each row of %s has one of %s"
                .formatted(target, pair.source().name()));
        QuarantineSteps.warnOfTriggers(stages, pair.target(), "that are numbered in");
        var steps = new ArrayList<Step>();
        steps.add(pair.lock());
        operation.pointer().forEach(column -> steps.addAll(addition(target, column)));
        operation
                .pointer()
                .forEach(column -> steps.add(Steps.brief(
                        Ddl.sql(
                                "update {0} set {1} = {2}",
                                pair.targets(),
                                DSL.name(column.name()),
                                DSL.name(PairSql.TARGET, operation.numbering(before))),
                        "number the rows of the table that is there again",
                        Locks.on(target, Lock.Mode.ROW_EXCLUSIVE))));
        steps.add(insertion(pair));
        numberFurther(pair, steps);
        DeferredChecks.now(before, List.of(target, pair.source().name())).ifPresent(steps::add);
        operation.pointer().stream()
                .filter(Column::notNull)
                .forEach(column -> steps.add(Steps.brief(
                        Ddl.alterColumn(target, column.name(), "set not null"),
                        "forbid NULL",
                        Locks.on(target, Lock.Mode.ACCESS_EXCLUSIVE))));
        if (mode == Mode.ONLINE && !operation.pointer().isEmpty()) {
            var synchrony = Synchrony.of(operation.after(before), operation.absorption(), database);
            steps.addAll(synchrony.beginCopying());
            steps.addAll(synchrony.beginMirroring());
        }
        return stages.finish(steps);
    }

    private static List<Step> addition(TableName target, Column column) {
        return List.of(Steps.brief(
                Ddl.addColumn(target, column.withNotNull(false), column.type()),
                "add the pointer " + column.name(),
                Locks.on(target, Lock.Mode.ACCESS_EXCLUSIVE)));
    }

    private static Step insertion(PairSql pair) {
        var row = pair.absorption().copiedRow();
        return Steps.brief(
                Ddl.sql(
                        "insert into {0} ({1}) overriding system value select {2} from {3}",
                        Names.of(pair.source().name()),
                        Ddl.names(ColumnPair.from(row)),
                        PairSql.columns(PairSql.TARGET, ColumnPair.to(row)),
                        pair.targets()),
                "give each row its other half again",
                Locks.on(pair.source().name(), Lock.Mode.ROW_EXCLUSIVE));
    }

    /** No number that a row has now is given once more; one below the least that is ever given needs no care. */
    private static void numberFurther(PairSql pair, List<Step> steps) {
        var source = pair.source();
        ColumnPair.from(pair.absorption().copiedRow()).stream()
                .filter(column -> source.properties().containsKey("sequence of column " + column))
                .forEach(column -> steps.add(Steps.brief(
                        Ddl.sql(
                                "select setval(pg_get_serial_sequence({0}, {1}), max({2})) from {3} having max({2}) >="
                                        + " (select seqmin from pg_sequence where seqrelid = pg_get_serial_sequence({0}, {1})::regclass)",
                                DSL.inline(Ddl.sql("{0}", Names.of(source.name()))),
                                DSL.inline(column),
                                DSL.name(column),
                                pair.sources()),
                        "number further rows from there on",
                        List.of())));
    }
}
