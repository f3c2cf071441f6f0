package dev.intact.examples;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.intact.Intact;
import dev.intact.Progress;
import dev.intact.Report;
import dev.intact.catalog.TableName;
import dev.intact.check.ViolationsException;
import dev.intact.operation.Change;
import dev.intact.operation.Quarantine;
import dev.intact.operation.Reverse;
import dev.intact.plan.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Puts a change of one table through Intact, and tells each thing as it happens. */
final class Narrator {
    private final Story story;
    private final ExampleDatabase database;
    private final String table;
    private final String quarantine;

    Narrator(Story story, ExampleDatabase database, String table) {
        this.story = story;
        this.database = database;
        this.table = table;
        quarantine = Quarantine.of(TableName.of(table)).name();
    }

    /** Applies a change that the rows do not allow. */
    ViolationsException refused(Change change) {
        story.tell("Intact lists everything that stands in the way, and changes nothing. Its exception says:");
        var before = database.snapshot(table);
        var refusal = refusal(change);
        story.show(refusal.getMessage());
        story.proof("every row and every index of %s is as it was".formatted(table), before, database.snapshot(table));
        return refusal;
    }

    private ViolationsException refusal(Change change) {
        try {
            database.intact().apply(change);
        } catch (ViolationsException e) {
            return e;
        }
        throw new IllegalStateException("not refused: " + change);
    }

    Plan plan(Change change) {
        story.tell("Every statement, before any of them runs. It can be reviewed like code:");
        var before = database.snapshot(table);
        var plan = database.intact().plan(change);
        story.show(plan);
        story.proof("making the plan has changed nothing", before, database.snapshot(table));
        return plan;
    }

    /** Runs that plan, and nothing but that. */
    Report run(Plan plan) {
        story.tell("The steps as they ran:");
        var told = new ArrayList<String>();
        var intact = database.intact().onProgress(progress -> told.add(line(progress)));
        var report = intact.apply(plan);
        story.show(String.join("\n", told));
        story.tell("Its report:");
        story.show(report);
        story.proof("the statements that ran are those of the plan, in their order", plan.steps(), report.executed());
        return report;
    }

    private static String line(Progress progress) {
        var sql = progress.step().sql().replaceAll("\\s+", " ");
        var start = sql.length() <= 60 ? sql : sql.substring(0, 59) + "…";
        return "%d of %d   %-60s   %s"
                .formatted(
                        progress.number(),
                        progress.steps(),
                        start,
                        progress.step().purpose());
    }

    /** Shows that no row was lost on the way. */
    void noRowLost(ExampleDatabase.Snapshot before, List<? extends Field<?>> columns) {
        long here = database.count(table);
        long moved = database.count(quarantine);
        story.proof(
                "%d rows before = %d rows in %s + %d rows in %s"
                        .formatted(before.rows().size(), here, table, moved, quarantine),
                (long) before.rows().size(),
                here + moved);
        var now = new HashSet<>(database.rows(all(table, columns)));
        now.addAll(database.rows(all(quarantine, columns)));
        story.proof("these are the same rows, value for value", new HashSet<>(before.rows()), now);
    }

    private static Select<?> all(String table, List<? extends Field<?>> columns) {
        return DSL.select(columns).from(table(name(table)));
    }

    /** Prints what was moved. */
    void showQuarantine() {
        story.tell("The rows that were moved, with the reason and the time:");
        story.show(database.jooq()
                .selectFrom(table(name(quarantine)))
                .orderBy(field(name("id")))
                .fetch());
    }

    /** Tries a statement, which is undone, and expects the database to refuse it. */
    void isRefused(String what, Query attempt) {
        var refusal = database.refusal(attempt).orElseThrow(() -> new IllegalStateException("not refused: " + attempt));
        story.proof("the database refuses %s. In its words:".formatted(what), true);
        story.show(refusal);
    }

    /** Tries a statement, which is undone, and expects the database to accept it. */
    void isAccepted(String what, Query attempt) {
        story.proof("the database accepts " + what, database.refusal(attempt).isEmpty());
    }

    /** Applies a change that is done already. */
    void again(Change change) {
        var before = database.snapshot(table);
        Report report = database.intact().apply(change);
        story.show(report);
        story.proof(
                "no statement ran, and nothing changed",
                !report.changedAnything() && before.equals(database.snapshot(table)));
    }

    /** Runs the way back, and compares the indexes with those that there were before the change. */
    void takeBack(Report report, ExampleDatabase.Snapshot before) {
        if (!(report.reverse() instanceof Reverse.Reversible back)) {
            throw new IllegalStateException("no way back: " + report.reverse());
        }
        story.tell("The report of the run carries the change that takes it back:");
        story.show(JavaText.of(back.change()));
        Intact intact = database.intact();
        story.show(intact.apply(back.change()));
        back.notes().forEach(note -> story.tell("Note: " + note + "."));
        story.proof("the indexes of %s are as they were:".formatted(table), before.indexes(), database.indexes(table));
        story.show(String.join("\n", database.indexes(table).values()));
    }

    /** Puts the rows that were moved where they had been, as an application would that wants them again. */
    void putBack(List<? extends Field<?>> columns) {
        var insert = database.jooq()
                .insertInto(table(name(table)))
                .columns(columns)
                .select(DSL.select(columns).from(table(name(quarantine))));
        story.show(database.jooq().renderInlined(insert));
        insert.execute();
    }
}
