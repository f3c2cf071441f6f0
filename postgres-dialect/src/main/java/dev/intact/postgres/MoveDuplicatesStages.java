package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.Ranking;
import dev.intact.check.ReferencedGoers;
import dev.intact.check.Relation;
import dev.intact.operation.MoveDuplicates;
import dev.intact.operation.Quarantine;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * Equal rows but one go to the quarantine table, in one transaction.
 *
 * <p>A row must not change between being chosen and being moved, and must get no references meanwhile: a DELETE that
 * waits for another transaction does not look again at what it was to leave alone, and cascades. So all rows of equal
 * groups are locked first, FOR UPDATE; what is found and moved in the statements after that is only among these. Atomic,
 * the tables are locked instead, since a change that goes on to lock them for itself would meet writers halfway.
 */
final class MoveDuplicatesStages {
    private static final Name LOCKED = DSL.name("pg_temp", "intact_equal_rows");
    private static final Name CHOSEN = DSL.name("pg_temp", "intact_goers");
    private static final String GOERS = "goers";

    private final MoveDuplicates operation;
    private final Mode mode;
    private final int batchSize;
    private final Stages stages;
    private final Catalog before;
    private final Table table;
    private final Ranking ranking;
    private final List<String> key;

    private MoveDuplicatesStages(MoveDuplicates operation, Catalog before, Mode mode, int batchSize) {
        this.batchSize = batchSize;
        this.operation = operation;
        this.mode = mode;
        this.stages = new Stages(operation, Phase.EXPAND, before);
        this.before = before;
        this.table = stages.table();
        this.ranking = operation.ranking(before);
        var primaryKey = table.primaryKey();
        this.key = primaryKey == null ? List.of() : primaryKey.columns();
    }

    static List<Stage> of(MoveDuplicates operation, Catalog before, Mode mode, int batchSize) {
        return new MoveDuplicatesStages(operation, before, mode, batchSize).stages();
    }

    private List<Stage> stages() {
        QuarantineSteps.refuseRules(table);
        QuarantineSteps.warnOfTriggers(stages, table, "that are moved away from");
        var steps = new ArrayList<Step>();
        var quarantine = Quarantine.of(table.name());
        steps.addAll(QuarantineSteps.make(before, operation.after(before).table(quarantine)));
        var batch = batch(quarantine);
        if (mode == Mode.ONLINE) {
            return QuarantineSteps.inBatches(stages, steps, operation.after(before), batch, ranking.duplicates());
        }
        steps.addAll(batch);
        return stages.finish(steps);
    }

    private List<Step> batch(TableName quarantine) {
        var steps = new ArrayList<Step>();
        steps.add(mode == Mode.ATOMIC ? lockTables() : lockRows());
        steps.add(choose());
        for (var reference : references()) {
            if (operation.repoint()) {
                QuarantineSteps.warnOfTriggers(
                        stages, before.table(reference.from()), "whose references are changed in");
                steps.add(repoint(reference));
            }
        }
        references().forEach(reference -> steps.add(proveUnreferenced(reference)));
        steps.add(move(quarantine));
        steps.add(forget());
        DeferredChecks.now(before, written()).ifPresent(steps::add);
        return steps;
    }

    private Step lockTables() {
        return QuarantineSteps.lock(written());
    }

    private List<TableName> written() {
        return Stream.concat(references().stream().map(Catalog.Reference::from), Stream.of(table.name()))
                .distinct()
                .toList();
    }

    private Step lockRows() {
        return Steps.brief(
                Ddl.sql(
                        "create temporary table {0} on commit drop as select {1} from {2} where ({1}) in ({3}) for"
                                + " update",
                        DSL.name(LOCKED.last()), Ddl.names(key), rows(), ranking.members(before, key, batchSize)),
                "lock rows that equal another, with those that stay; %d values at a time".formatted(batchSize),
                Locks.on(table.name(), Lock.Mode.ROW_SHARE));
    }

    private org.jooq.Table<?> rows() {
        return Relation.rows(before, table);
    }

    /**
     * Who goes is settled once, among the rows that are locked: a row that becomes equal meanwhile, or a reference that is
     * pointed elsewhere, must not make another one go that nothing was proved of.
     */
    private Step choose() {
        var referenced = references().stream()
                .flatMap(reference -> reference.referencedColumns(before).stream())
                .distinct()
                .toList();
        var columns =
                Stream.concat(key.stream(), referenced.stream()).distinct().toList();
        var among = mode == Mode.ATOMIC
                ? DSL.noCondition()
                : DSL.condition("({0}) in (select {0} from {1})", Ddl.names(key), DSL.table(LOCKED));
        return Steps.brief(
                Ddl.sql(
                        "create temporary table {0} on commit drop as {1}",
                        DSL.name(CHOSEN.last()), ranking.goers(before, columns, referenced, among)),
                "settle which rows go, and for each the one that stays",
                List.of());
    }

    private List<Catalog.Reference> references() {
        return before.referencesTo(table.name());
    }

    private static QueryPart goers() {
        return Ddl.part("{0} as {1}", CHOSEN, DSL.name(GOERS));
    }

    /** Another choice in the same transaction makes a table of the same name. */
    private static Step forget() {
        return Steps.brief(Ddl.sql("drop table {0}", CHOSEN), "forget which rows went", List.of());
    }

    private Step repoint(Catalog.Reference reference) {
        var from = before.table(reference.from());
        var referenced = reference.referencedColumns(before);
        var assignments = new ArrayList<QueryPart>();
        var matches = new ArrayList<QueryPart>();
        for (int i = 0; i < referenced.size(); i++) {
            var column = reference.key().columns().get(i);
            var keeper = Relation.field(GOERS, Ranking.KEEPER + referenced.get(i));
            assignments.add(Ddl.part("{0} = {1}", DSL.name(column), keeper));
            matches.add(Ddl.part(
                    "child.{0} = {1} and {2} is not null",
                    DSL.name(column), Relation.field(GOERS, referenced.get(i)), keeper));
        }
        return Steps.brief(
                Ddl.sql(
                        "update {0}{1} as child set {2} from {3} where {4}",
                        QuarantineSteps.only(before, from),
                        Names.of(from.name()),
                        DSL.list(assignments),
                        goers(),
                        Ddl.and(matches)),
                "point %s (%s) at the rows that stay"
                        .formatted(
                                from.name(), String.join(", ", reference.key().columns())),
                Locks.on(from.name(), Lock.Mode.ROW_EXCLUSIVE));
    }

    private Step proveUnreferenced(Catalog.Reference reference) {
        var from = before.table(reference.from());
        var referenced = reference.referencedColumns(before);
        var matches = new ArrayList<QueryPart>();
        for (int i = 0; i < referenced.size(); i++) {
            matches.add(Ddl.part(
                    "child.{0} = {1}",
                    DSL.name(reference.key().columns().get(i)), Relation.field(GOERS, referenced.get(i))));
        }
        return new Step.Proof(
                Ddl.sql(
                        "select child.* from {0}{1} as child where exists (select from {2} where {3})",
                        QuarantineSteps.only(before, from), Names.of(from.name()), goers(), Ddl.and(matches)),
                "nothing in %s points at a row that goes".formatted(reference.from()),
                new ReferencedGoers(ranking, reference));
    }

    private Step move(TableName quarantine) {
        var names = table.columnNames();
        var same = key.stream()
                .map(column -> Ddl.part("equal.{0} = {1}", DSL.name(column), Relation.field(GOERS, column)))
                .toList();
        return Steps.brief(
                Ddl.sql(
                        "with gone as (delete from {0}{1} as equal using {2} where {3} returning equal.*)"
                                + " insert into {4} ({5}, {6}, {7}) select {5}, {8}, now() from gone",
                        QuarantineSteps.only(before, table),
                        Names.of(table.name()),
                        goers(),
                        Ddl.and(same),
                        Names.of(quarantine),
                        Ddl.names(names),
                        DSL.name(Quarantine.REASON),
                        DSL.name(Quarantine.MOVED_AT),
                        DSL.inline(operation.reason())),
                "move the rows that go",
                Locks.on(table.name(), Lock.Mode.ROW_EXCLUSIVE));
    }
}
