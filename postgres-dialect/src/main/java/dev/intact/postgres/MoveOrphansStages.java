package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.check.Departing;
import dev.intact.check.Followers;
import dev.intact.check.ReferencedGoers;
import dev.intact.operation.MoveOrphans;
import dev.intact.operation.OnOrphans;
import dev.intact.operation.Quarantine;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * Rows that point at nothing go to the quarantine table, or lose their reference.
 *
 * <p>They are locked first, FOR UPDATE, and looked at again in the next statement: a query that waited for another
 * transaction sees that one's version of the row it waited for, but nothing else that came since. Once they are locked,
 * nothing new can point at them; so what points at them is found after that, and goes, is proved not to be there, or is
 * left alone.
 */
final class MoveOrphansStages {
    private static final String ROW = "intact_row";
    private static final String PART = "intact_part";
    private static final String GOERS = "goers";
    private static final Name LOCKED = DSL.name("pg_temp", "intact_orphans");

    private final MoveOrphans operation;
    private final Mode mode;
    private final int batchSize;
    private final Catalog before;
    private final Stages stages;
    private final List<Departing> departures;

    private MoveOrphansStages(MoveOrphans operation, Catalog before, Mode mode, int batchSize) {
        this.operation = operation;
        this.mode = mode;
        this.batchSize = batchSize;
        this.before = before;
        this.stages = new Stages(operation, Phase.EXPAND, before);
        this.departures = operation.departures(before);
    }

    static List<Stage> of(MoveOrphans operation, Catalog before, Mode mode, int batchSize) {
        return new MoveOrphansStages(operation, before, mode, batchSize).stages();
    }

    private List<Stage> stages() {
        var after = operation.after(before);
        var creation = new ArrayList<Step>();
        for (var name :
                new LinkedHashSet<>(departures.stream().map(Departing::table).toList())) {
            var table = before.table(name);
            QuarantineSteps.refuseRules(table);
            QuarantineSteps.warnOfTriggers(
                    stages,
                    table,
                    operation.choice() == OnOrphans.DELETE
                            ? "that are moved away from"
                            : "whose references are emptied in");
            creation.addAll(QuarantineSteps.make(before, after.table(Quarantine.of(table.name()))));
        }
        var batch = batch();
        if (mode == Mode.ONLINE) {
            return QuarantineSteps.inBatches(stages, creation, after, batch, operation.orphans(before));
        }
        creation.addAll(batch);
        return stages.finish(creation);
    }

    private List<Step> batch() {
        var steps = new ArrayList<Step>();
        if (mode == Mode.ATOMIC) {
            steps.add(QuarantineSteps.lock(tables()));
        }
        steps.addAll(choosing());
        steps.addAll(operation.choice() == OnOrphans.DELETE ? removing() : emptying());
        for (int i = departures.size() - 1; i >= 0; i--) {
            steps.add(forget(chosen(i)));
        }
        steps.add(forget(LOCKED));
        DeferredChecks.now(before, departures.stream().map(Departing::table).toList())
                .ifPresent(steps::add);
        return steps;
    }

    /** Another move in the same transaction makes tables of the same names. */
    private static Step forget(Name chosen) {
        return Steps.brief(Ddl.sql("drop table {0}", chosen), "forget which rows went", List.of());
    }

    /** Those that point at others before these, as writers lock them. */
    private List<TableName> tables() {
        var tables = new ArrayList<TableName>();
        departures.forEach(goers -> tables.add(goers.table()));
        departures.forEach(goers -> before.referencesTo(goers.table()).forEach(each -> tables.add(each.from())));
        if (operation.somewhere()) {
            // Rows of one half: the table of the other points here, by a foreign key or without.
            tables.add(operation.orphans(before).referenced());
        }
        Collections.reverse(tables);
        return tables.stream().distinct().toList();
    }

    // ---- which rows

    private List<Step> choosing() {
        var orphans = departures.get(0);
        var steps = new ArrayList<Step>();
        steps.add(Steps.brief(
                Ddl.sql(
                        "create temporary table {0} on commit drop as select {1} from {2} where {3}{4} for update",
                        DSL.name(LOCKED.last()),
                        place(orphans),
                        rows(orphans),
                        orphans.condition(before),
                        DSL.raw(inBatches() ? " limit " + batchSize : "")),
                inBatches()
                        ? "lock rows that point at nothing; %d at a time".formatted(batchSize)
                        : "lock the rows that point at nothing",
                Locks.on(orphans.table(), Lock.Mode.ROW_SHARE)));
        steps.add(Steps.brief(
                Ddl.sql(
                        "create temporary table {0} on commit drop as select {1} from {2} join {3} as locked on {4} where {5}",
                        DSL.name(chosen(0).last()),
                        DSL.list(chosenColumns(orphans)),
                        rows(orphans),
                        LOCKED,
                        isAmong(orphans, LOCKED, "locked"),
                        orphans.condition(before)),
                "settle which of them still do",
                List.of()));
        for (int i = 1; i < departures.size(); i++) {
            if (departures.get(i) instanceof Followers followers) {
                steps.add(follow(i, followers));
            }
        }
        return steps;
    }

    /** A tree of rows, and what follows, must go at once. */
    private boolean inBatches() {
        var orphans = operation.orphans(before);
        return mode == Mode.ONLINE && !orphans.referenced().equals(orphans.table());
    }

    private Step follow(int number, Followers followers) {
        return Steps.brief(
                Ddl.sql(
                        "create temporary table {0} on commit drop as select {1} from {2} where exists (select from {3} as {4} where {5}) for update",
                        DSL.name(chosen(number).last()),
                        DSL.list(chosenColumns(followers)),
                        rows(followers),
                        chosen(departures.indexOf(followers.goers())),
                        DSL.name(GOERS),
                        pointsAtGoers(followers.reference(), followers.table().name())),
                "lock what follows in " + followers.table().name(),
                Locks.on(followers.table(), Lock.Mode.ROW_SHARE));
    }

    private QueryPart pointsAtGoers(Catalog.Reference reference, String child) {
        var referenced = reference.referencedColumns(before);
        var matches = new ArrayList<QueryPart>();
        for (int i = 0; i < referenced.size(); i++) {
            matches.add(Ddl.part(
                    "{0} = {1}",
                    DSL.name(GOERS, referenced.get(i)),
                    DSL.name(child, reference.key().columns().get(i))));
        }
        return Ddl.and(matches);
    }

    /** Where a row is: locked as it is, it stays there. */
    private static QueryPart place(Departing goers) {
        var table = goers.table().name();
        return Ddl.part(
                "{0} as {1}, {2} as {3}",
                DSL.name(table, "tableoid"), DSL.name(PART), DSL.name(table, "ctid"), DSL.name(ROW));
    }

    /** Those of a batch are fetched from where they are: a join may go through the whole table for them. */
    private QueryPart isAmong(Departing goers, Name chosen, String alias) {
        var table = goers.table().name();
        var same = samePlace(table, alias);
        return inBatches()
                ? Ddl.part(
                        "{0} = any (array(select {1} from {2})) and {3}",
                        DSL.name(table, "ctid"), DSL.name(ROW), chosen, same)
                : same;
    }

    private static QueryPart samePlace(String table, String alias) {
        return Ddl.part(
                "{0} = {1} and {2} = {3}",
                DSL.name(table, "tableoid"), DSL.name(alias, PART), DSL.name(table, "ctid"), DSL.name(alias, ROW));
    }

    private List<QueryPart> chosenColumns(Departing goers) {
        var columns = new ArrayList<QueryPart>();
        columns.add(place(goers));
        before.referencesTo(goers.table()).stream()
                .flatMap(reference -> reference.referencedColumns(before).stream())
                .distinct()
                .forEach(column -> columns.add(DSL.name(goers.table().name(), column)));
        return columns;
    }

    private QueryPart rows(Departing goers) {
        var table = before.table(goers.table());
        return Ddl.part("{0}{1}", QuarantineSteps.only(before, table), Names.of(table.name()));
    }

    private static Name chosen(int number) {
        return DSL.name("pg_temp", "intact_goers_" + number);
    }

    // ---- what becomes of them

    private List<Step> removing() {
        var steps = new ArrayList<Step>();
        for (DataCheck check : operation.checks(before)) {
            if (check instanceof ReferencedGoers referenced && referenced.goers() instanceof Departing goers) {
                steps.add(proveUnreferenced(referenced, departures.indexOf(goers)));
            }
        }
        for (int i = departures.size() - 1; i >= 0; i--) {
            steps.add(move(departures.get(i), i));
        }
        return steps;
    }

    private Step proveUnreferenced(ReferencedGoers check, int number) {
        var from = before.table(check.table());
        var conditions = new ArrayList<QueryPart>();
        conditions.add(Ddl.part(
                "exists (select from {0} as {1} where {2})",
                chosen(number), DSL.name(GOERS), pointsAtGoers(check.reference(), "child")));
        for (var other : check.others()) {
            conditions.add(Ddl.part(
                    "not exists (select from {0} as other where {1})",
                    chosen(departures.indexOf(other)), samePlace("child", "other")));
        }
        return new Step.Proof(
                Ddl.sql(
                        "select child.* from {0}{1} as child where {2}",
                        QuarantineSteps.only(before, from), Names.of(from.name()), Ddl.and(conditions)),
                "nothing that stays in %s points at a row that goes".formatted(from.name()),
                check);
    }

    private Step move(Departing goers, int number) {
        var table = before.table(goers.table());
        return Steps.brief(
                Ddl.sql(
                        "with gone as (delete from {0} using {1} as {2} where {3} returning {4}.*)"
                                + " insert into {5} select {6}, {7}, now() from gone",
                        rows(goers),
                        chosen(number),
                        DSL.name(GOERS),
                        isAmong(goers, chosen(number), GOERS),
                        DSL.name(table.name().name()),
                        kept(table),
                        Ddl.names(table.columnNames()),
                        DSL.inline(goers.reason())),
                "move the rows that go",
                Locks.on(table.name(), Lock.Mode.ROW_EXCLUSIVE));
    }

    private static QueryPart kept(Table table) {
        return Ddl.part(
                "{0} ({1}, {2}, {3})",
                Names.of(Quarantine.of(table.name())),
                Ddl.names(table.columnNames()),
                DSL.name(Quarantine.REASON),
                DSL.name(Quarantine.MOVED_AT));
    }

    private List<Step> emptying() {
        var orphans = departures.get(0);
        var table = before.table(orphans.table());
        var name = table.name().name();
        var copy = Ddl.sql(
                "insert into {0} select {1}, {2}, now() from {3} join {4} as {5} on {6}",
                kept(table),
                DSL.list(table.columnNames().stream()
                        .map(column -> DSL.name(name, column))
                        .toList()),
                DSL.inline(orphans.reason()),
                rows(orphans),
                chosen(0),
                DSL.name(GOERS),
                isAmong(orphans, chosen(0), GOERS));
        var emptied = operation.emptied(before).stream()
                .map(column -> Ddl.part("{0} = null", DSL.name(column)))
                .toList();
        var emptying = Ddl.sql(
                "update {0} set {1} from {2} as {3} where {4}",
                rows(orphans), DSL.list(emptied), chosen(0), DSL.name(GOERS), isAmong(orphans, chosen(0), GOERS));
        return List.of(
                Steps.brief(copy, "keep the rows as they are", List.of()),
                Steps.brief(
                        emptying,
                        "empty the references that point at nothing",
                        Locks.on(table.name(), Lock.Mode.ROW_EXCLUSIVE)));
    }
}
