package dev.intact.examples;

import static dev.intact.Operations.collapse;
import static dev.intact.Operations.column;
import static dev.intact.Operations.delete;
import static dev.intact.examples.Statuses.CHILDREN;
import static dev.intact.examples.Statuses.STATUS;
import static dev.intact.examples.Statuses.WORKFLOW;
import static dev.intact.examples.Statuses.WORKFLOW_ID;

import dev.intact.check.Violation;
import dev.intact.operation.Change;
import dev.intact.operation.Collapse;
import dev.intact.operation.Reconcile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jooq.Select;
import org.jspecify.annotations.Nullable;

/**
 * A table that holds one row for each row of another. It has to be joined everywhere, and what is nobody's any more stays
 * in it, unseen.
 */
final class StatusIsPartOfWorkflow implements Example {
    private static final String TITLE = "the status is part of its workflow";
    private static final List<String> MOVED =
            List.of("run_id", "has_detected_need_to_run_completion_script", "is_canceled");
    private static final long DELETED_BEFORE = 22;
    private static final long DELETED_AFTER = 23;
    private static final int SHOWN = 3;

    /** Runs this example alone. */
    public static void main(String[] arguments) {
        Examples.run(new StatusIsPartOfWorkflow());
    }

    private static Collapse wanted() {
        return collapse(STATUS).into(WORKFLOW).moving(MOVED.toArray(String[]::new));
    }

    /** {@return the change, with all that there is to decide decided} */
    static Change decided() {
        return Change.of(
                TITLE,
                wanted().pointingBack(column("workflow_id").to("id"))
                        .reconciling("is_archived", Reconcile.preferSource())
                        .onOrphans(delete()));
    }

    @Override
    public void tell(Story story, ExampleDatabase database) {
        story.title("A status becomes part of its workflow", database);
        var narrator = new Narrator(story, database, Statuses.tablesBefore());
        var catalog = new OwnCatalog(database);

        story.chapter("What is there");
        Statuses.create(database);
        tellWhatIsThere(story, database);
        tellStranded(story, database, catalog);
        var before = Before.of(database, catalog);

        story.chapter("The change that is wanted");
        story.tell(
                "The columns of workflow_status become columns of workflow, and the table is gone, and with it "
                        + "workflow.status_id, which is there only to point at it. Both are found by the foreign key between them:");
        var first = Change.of(TITLE, wanted());
        story.show(JavaText.of(first));

        story.chapter("What happens if it is applied as it is");
        story.tell("A column that the change says nothing of would be lost with the table. Intact asks:");
        narrator.incomplete(first);
        story.tell("So workflow_id points back at the workflow, and is_archived is to be the same as the other one:");
        var complete = Change.of(
                TITLE,
                wanted().moving("is_archived")
                        .pointingBack(column("workflow_id").to("id")));
        story.show(JavaText.of(complete));
        var refusal = narrator.refused(complete);
        story.proof(
                "it has found as many rows as were counted above: %d and %d"
                        .formatted(
                                before.disagreeing().size(), before.stranded().size()),
                List.of((long) before.disagreeing().size(), (long)
                        before.stranded().size()),
                refusal.violations().stream().map(Violation::rows).toList());

        story.chapter("The choice");
        story.tell("Of the two is_archived, the application reads and writes that of the status, so that one counts. A "
                + "status that is nobody's goes, and is kept beside:");
        var decided = decided();
        var report = narrator.planAndRun(decided);

        story.chapter("The proof");
        tellThatNothingIsLost(story, database, before);
        tellWhatTheDatabaseSays(story, database, catalog, before);
        new Narrator(story, database, Statuses.tablesAfter()).again(decided);

        story.chapter("What a deleted workflow leaves behind now");
        tellNothingLeft(story, database, catalog);

        story.chapter("The way back");
        var now = database.rows(StatusQueries.fromOne());
        narrator.takeBack(report, before.schema());
        story.proof(
                "%d workflows have a status of their own again, with every value that they had until now"
                        .formatted(now.size()),
                now,
                database.rows(StatusQueries.fromBoth()));
        story.proof(
                "the columns of %s are declared as they were".formatted(STATUS),
                before.statusColumns(),
                withoutId(catalog.columns(STATUS)));
    }

    // ---- before

    private static void tellWhatIsThere(Story story, ExampleDatabase database) {
        story.tell("An application runs workflows. Each has a row in workflow, and its status in workflow_status:");
        story.show(Statuses.schema(database));
        story.tell("What belongs to a workflow points at it, and goes with it: %s. For instance:"
                .formatted(String.join(", ", CHILDREN)));
        story.show(Statuses.child(database, CHILDREN.get(0)));
        story.show(database.counts(Statuses.tablesBefore()));
        story.tell("There are more statuses than workflows. These are the first that no workflow points at:");
        story.show(database.jooq().fetch(first(StatusQueries.stranded())));
        story.proof(
                "%d statuses are nobody's: workflows were deleted, and %s"
                        .formatted(
                                database.rows(StatusQueries.stranded()).size(),
                                database.isPostgres()
                                        ? "the status was forgotten"
                                        : "with PRAGMA foreign_keys=OFF, without their status"),
                database.count(STATUS) - database.count(WORKFLOW),
                (long) database.rows(StatusQueries.stranded()).size());
        story.tell("And both tables say whether a workflow is archived. The first that they do not agree on:");
        story.show(database.jooq().fetch(first(StatusQueries.disagreeing())));
    }

    private static String first(Select<?> query) {
        return "%s limit %d".formatted(query, SHOWN);
    }

    /** The application deletes one more, and the database has no objection. */
    private static void tellStranded(Story story, ExampleDatabase database, OwnCatalog catalog) {
        story.tell("How the application deletes a workflow, here number %d:".formatted(DELETED_BEFORE));
        deleteOne(story, database, DELETED_BEFORE);
        var left = catalog.rowsWith(WORKFLOW_ID, DELETED_BEFORE);
        story.tell("How many rows are about it still, in each table that has a workflow_id:");
        story.show(table(left));
        story.proof(
                "its status is still there, and no foreign key can tell",
                Map.of(STATUS, 1),
                left.entrySet().stream()
                        .filter(each -> each.getValue() > 0)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static void deleteOne(Story story, ExampleDatabase database, long workflow) {
        var statements = Statuses.deletion(database, "= " + workflow);
        story.show(statements);
        database.execute(statements);
    }

    private static String table(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(each -> "%-35s %d".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining("\n"));
    }

    /** What is compared with later. */
    private record Before(
            ExampleDatabase.Snapshot schema,
            List<List<@Nullable Object>> workflows,
            List<List<@Nullable Object>> stranded,
            List<List<@Nullable Object>> disagreeing,
            List<List<@Nullable Object>> sums,
            Map<String, String> statusColumns) {
        static Before of(ExampleDatabase database, OwnCatalog catalog) {
            return new Before(
                    database.snapshot(Statuses.tablesBefore().toArray(String[]::new)),
                    database.rows(StatusQueries.fromBoth()),
                    database.rows(StatusQueries.stranded()),
                    database.rows(StatusQueries.disagreeing()),
                    database.rows(StatusQueries.sumsFromBoth()),
                    withoutId(catalog.columns(STATUS)));
        }
    }

    /** An SQLite key of rowids is never NULL, whether that is said or not. */
    private static Map<String, String> withoutId(Map<String, String> columns) {
        var others = new TreeMap<>(columns);
        others.remove("id");
        return others;
    }

    // ---- after

    private static void tellThatNothingIsLost(Story story, ExampleDatabase database, Before before) {
        var quarantine = Narrator.quarantine(STATUS);
        long were = before.schema().rowsOf(STATUS).size();
        long here = database.count(WORKFLOW);
        long moved = database.count(quarantine);
        story.proof(
                "%d statuses before = %d that are part of a workflow now + %d rows in %s"
                        .formatted(were, here, moved, quarantine),
                were,
                here + moved);
        story.proof(
                "each of the %d workflows has the values of its status".formatted(here),
                before.workflows(),
                database.rows(StatusQueries.fromOne()));
        story.proof(
                "the %d statuses in %s are those that were nobody's, value for value".formatted(moved, quarantine),
                before.stranded(),
                database.rows(StatusQueries.kept(quarantine)));
        story.tell("In figures, without a join:");
        story.show(database.jooq().fetch(StatusQueries.sumsFromOne()));
        story.proof("they add up to the same as before", before.sums(), database.rows(StatusQueries.sumsFromOne()));
        var children = database.snapshot(CHILDREN.toArray(String[]::new));
        for (var table : CHILDREN) {
            story.proof(
                    "%s has its %d rows".formatted(table, database.count(table)),
                    before.schema().rowsOf(table),
                    children.rowsOf(table));
        }
    }

    private static void tellWhatTheDatabaseSays(
            Story story, ExampleDatabase database, OwnCatalog catalog, Before before) {
        story.tell("The tables that there are, and the columns of workflow, as %s own catalog has them:"
                .formatted(database.isPostgres() ? "PostgreSQL's" : "SQLite's"));
        story.show(String.join(", ", catalog.tables()));
        var columns = catalog.columns(WORKFLOW);
        story.show(columns.entrySet().stream()
                .map(each -> "%-45s %s".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining("\n")));
        story.proof("%s is gone".formatted(STATUS), !catalog.tables().contains(STATUS));
        story.proof("workflow.status_id is gone", !columns.containsKey("status_id"));
        var declared = new TreeMap<>(columns);
        declared.keySet().retainAll(MOVED);
        var were = new TreeMap<>(before.statusColumns());
        were.keySet().retainAll(MOVED);
        story.proof("the new columns are declared as they were in %s".formatted(STATUS), were, declared);
        story.proof("no trigger is left", List.of(), catalog.triggers());
        for (var table : CHILDREN) {
            new Narrator(story, database, List.of(table))
                    .isDeclared(table, "FOREIGN KEY (workflow_id) REFERENCES workflow(id) ON DELETE CASCADE");
        }
    }

    private static void tellNothingLeft(Story story, ExampleDatabase database, OwnCatalog catalog) {
        story.tell("The application deletes number %d, as it deleted number %d above:"
                .formatted(DELETED_AFTER, DELETED_BEFORE));
        deleteOne(story, database, DELETED_AFTER);
        var left = catalog.rowsWith(WORKFLOW_ID, DELETED_AFTER);
        story.tell("How many rows are about it still, in each table that has a workflow_id:");
        story.show(table(left));
        story.proof("none", left.values().stream().allMatch(rows -> rows == 0));
    }
}
