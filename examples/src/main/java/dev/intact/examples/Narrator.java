package dev.intact.examples;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.intact.Intact;
import dev.intact.Progress;
import dev.intact.Report;
import dev.intact.catalog.TableName;
import dev.intact.check.ViolationsException;
import dev.intact.error.DependentsException;
import dev.intact.error.IntactException;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.Change;
import dev.intact.operation.Quarantine;
import dev.intact.operation.Reverse;
import dev.intact.plan.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Puts a change of some tables through Intact, and tells each thing as it happens. */
final class Narrator {
    private final Story story;
    private final ExampleDatabase database;
    private final List<String> tables;

    Narrator(Story story, ExampleDatabase database, String... tables) {
        this(story, database, List.of(tables));
    }

    Narrator(Story story, ExampleDatabase database, List<String> tables) {
        this.story = story;
        this.database = database;
        this.tables = List.copyOf(tables);
    }

    private ExampleDatabase.Snapshot snapshot() {
        return database.snapshot(tables.toArray(String[]::new));
    }

    private String names() {
        return tables.size() == 1 ? tables.get(0) : "these %d tables".formatted(tables.size());
    }

    /** {@return the table that keeps what was moved away from that one} */
    static String quarantine(String table) {
        return Quarantine.of(TableName.of(table)).name();
    }

    /** Applies a change that the rows do not allow. */
    ViolationsException refused(Change change) {
        story.tell("Intact lists everything that stands in the way, and changes nothing. Its exception says:");
        return refused(ViolationsException.class, change);
    }

    /** Applies a change that this database cannot do, whatever the rows. */
    void unsupported(Change change) {
        refused(UnsupportedChangeException.class, change);
    }

    /** Applies a change that does not say enough. */
    void incomplete(Change change) {
        refused(InvalidChangeException.class, change);
    }

    /** Applies a change that other parts of the schema stand in the way of. */
    void obstructed(Change change) {
        refused(DependentsException.class, change);
    }

    private <T extends IntactException> T refused(Class<T> reason, Change change) {
        var before = snapshot();
        var refusal = refusal(reason, change);
        story.show(refusal.getMessage());
        story.proof(
                "every row, every index and every foreign key of %s is as it was".formatted(names()),
                before,
                snapshot());
        return refusal;
    }

    private <T extends IntactException> T refusal(Class<T> reason, Change change) {
        try {
            database.intact().apply(change);
        } catch (IntactException e) {
            if (reason.isInstance(e)) {
                return reason.cast(e);
            }
            throw e;
        }
        throw new IllegalStateException("not refused: " + change);
    }

    /** Shows a change in Java, plans it, and runs that plan. */
    Report planAndRun(Change change) {
        story.show(JavaText.of(change));
        story.chapter("The plan");
        var plan = plan(change);
        story.chapter("The run");
        return run(plan);
    }

    private Plan plan(Change change) {
        story.tell("Every statement, before any of them runs. It can be reviewed like code:");
        var before = snapshot();
        var plan = database.intact().plan(change);
        story.show(plan);
        story.proof("making the plan has changed nothing", before, snapshot());
        return plan;
    }

    /** Runs that plan, and nothing but that. */
    private Report run(Plan plan) {
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
        if (progress.advance().isPresent()) {
            var advance = progress.advance().get();
            return "          %d rows so far, %.0f %% of the table, %.0f rows a second, %d s left"
                    .formatted(
                            advance.rows(),
                            advance.share() * 100,
                            advance.rowsPerSecond(),
                            advance.left().toSeconds());
        }
        var sql = progress.step().sql().replaceAll("\\s+", " ");
        var start = sql.length() <= 60 ? sql : sql.substring(0, 59) + "…";
        return "%2d of %d   %-60s   %s"
                .formatted(
                        progress.number(),
                        progress.steps(),
                        start,
                        progress.step().purpose());
    }

    /** Shows that no row of a table was lost on the way. */
    void noRowLost(ExampleDatabase.Snapshot before, String table) {
        var quarantine = quarantine(table);
        long here = database.count(table);
        long moved = database.count(quarantine);
        long were = before.rowsOf(table).size();
        story.proof(
                "%d rows before = %d rows in %s + %d rows in %s".formatted(were, here, table, moved, quarantine),
                were,
                here + moved);
        story.proof(
                "these are the same rows, value for value",
                new HashSet<>(before.rowsOf(table)),
                hereOrInQuarantine(table));
    }

    /** Shows that a table has all its rows, and that those which are other than before are also kept as they were. */
    void noValueLost(ExampleDatabase.Snapshot before, String table) {
        var quarantine = quarantine(table);
        long here = database.count(table);
        story.proof(
                "%d rows before = %d rows in %s".formatted(before.rowsOf(table).size(), here, table),
                (long) before.rowsOf(table).size(),
                here);
        story.proof(
                "%d of them have changed, and %s has them as they were"
                        .formatted(database.count(quarantine), quarantine),
                hereOrInQuarantine(table).containsAll(before.rowsOf(table)));
    }

    private Set<List<@Nullable Object>> hereOrInQuarantine(String table) {
        var columns = database.columns(table);
        var rows = new HashSet<>(database.rows(all(table, columns)));
        rows.addAll(database.rows(all(quarantine(table), columns)));
        return rows;
    }

    private static Select<?> all(String table, List<? extends Field<?>> columns) {
        return DSL.select(columns).from(table(name(table)));
    }

    /** Prints what was moved away from a table. */
    void showQuarantine(String table) {
        story.tell("The rows that were moved, with the reason and the time:");
        story.show(database.jooq()
                .selectFrom(table(name(quarantine(table))))
                .orderBy(field(name("id")))
                .fetch());
    }

    /** Tries a statement, which is undone, and expects the database to refuse it. */
    void isRefused(String what, Query attempt) {
        isRefused(what, database.refusal(attempt));
    }

    /** Tries statements as one transaction, and expects the database to refuse it, at its commit at the latest. */
    void isRefusedTogether(String what, Query... attempt) {
        isRefused(what, database.refusalOfTransaction(attempt));
    }

    private void isRefused(String what, Optional<String> refusal) {
        story.proof("the database refuses %s. In its words:".formatted(what), refusal.isPresent());
        refusal.ifPresent(story::show);
    }

    /** Runs statements as one transaction, and expects the database to accept it. */
    void isAcceptedTogether(String what, Query... transaction) {
        story.proof(
                "the database accepts " + what,
                database.refusalOfTransaction(transaction).isEmpty());
    }

    /** Tries a statement, which is undone, and expects the database to accept it. */
    void isAccepted(String what, Query attempt) {
        story.proof("the database accepts " + what, database.refusal(attempt).isEmpty());
    }

    /** Shows that a table has this foreign key, and no other. */
    void isDeclared(String table, String foreignKey) {
        story.proof("%s: %s".formatted(table, foreignKey), List.of(foreignKey), database.foreignKeys(table));
    }

    /** Applies a change that is done already. */
    void again(Change change) {
        story.tell("The same change, applied once more:");
        var before = snapshot();
        Report report = database.intact().apply(change);
        story.show(report);
        story.proof("no statement ran, and nothing changed", !report.changedAnything() && before.equals(snapshot()));
    }

    /** Runs the way back, and compares indexes and foreign keys with those that there were before the change. */
    Change takeBack(Report report, ExampleDatabase.Snapshot before) {
        return takeBack(wayBack(report), before);
    }

    /** Shows the way back. */
    Reverse.Reversible wayBack(Report report) {
        if (!(report.reverse() instanceof Reverse.Reversible back)) {
            throw new IllegalStateException("no way back: " + report.reverse());
        }
        story.tell("The report of the run carries the change that takes it back:");
        story.show(JavaText.of(back.change()));
        return back;
    }

    /** Runs it, and compares likewise. */
    Change takeBack(Reverse.Reversible back, ExampleDatabase.Snapshot before) {
        Intact intact = database.intact();
        story.show(intact.apply(back.change()));
        if (!back.notes().isEmpty()) {
            story.tell("What it leaves as it is:");
            story.show(ExampleDatabase.lines(back.notes()));
        }
        var now = snapshot();
        story.proof(
                "the indexes and foreign keys of %s are as they were:".formatted(names()),
                before.schema(),
                now.schema());
        story.show(now.definitions());
        return back.change();
    }

    /** Puts the rows that were moved where they had been, as an application would that wants them again. */
    void putBack(String table) {
        var columns = database.columns(table);
        var insert = database.jooq()
                .insertInto(table(name(table)))
                .columns(columns)
                .select(DSL.select(columns).from(table(name(quarantine(table)))));
        story.show(database.jooq().renderInlined(insert));
        insert.execute();
    }
}
