package dev.intact.examples;

import static dev.intact.Operations.CASCADE;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.delete;
import static dev.intact.Operations.setNull;
import static dev.intact.examples.Workflows.APPROVALS;
import static dev.intact.examples.Workflows.EXECUTIONS;
import static dev.intact.examples.Workflows.REFERENCES;

import dev.intact.check.Violation;
import dev.intact.operation.AddForeignKey;
import dev.intact.operation.Change;
import dev.intact.operation.DropForeignKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Five references that the code relies on and the database knows nothing of. Workflows and executions were deleted
 * meanwhile, and what belonged to them was not.
 */
final class ReferencesAreEnforced implements Example {
    private static final String NAME = "missing foreign keys";
    private static final int WORKFLOW = 22;
    private static final int NO_WORKFLOW = 17;
    private static final int NEW_EXECUTION = 9001;

    /** Runs this example alone. */
    public static void main(String[] arguments) {
        Examples.run(new ReferencesAreEnforced());
    }

    @Override
    public void tell(Story story, ExampleDatabase database) {
        story.title("What belongs to a workflow points at it", database);
        var narrator = new Narrator(story, database, Workflows.tables());

        story.chapter("What is there");
        Workflows.create(database);
        tellWhatIsThere(story, database);
        var start = database.snapshot(Workflows.tables());

        story.chapter("The change that is wanted");
        story.tell("Five foreign keys, in one change. With a workflow goes what belongs to it:");
        var change = Change.of(NAME, keys());
        story.show(JavaText.of(change));

        story.chapter("What happens if it is applied as it is");
        var orphans = REFERENCES.stream()
                .map(reference -> reference.orphans(database))
                .toList();
        var refusal = narrator.refused(change);
        story.proof(
                "it has found as many orphans as were counted above",
                orphans,
                refusal.violations().stream().map(Violation::rows).toList());

        story.chapter("The choice");
        story.tell("An approval request may be about no execution: those that are about one which is gone now say so. "
                + "All other orphans go, and what belongs to them. Every row that goes or changes is kept beside, as it "
                + "was:");
        var decided = Change.of(NAME, decided());
        var report = narrator.planAndRun(decided);

        story.chapter("The proof");
        for (var reference : REFERENCES) {
            if (reference.from().equals(APPROVALS)) {
                narrator.noValueLost(start, APPROVALS);
            } else {
                narrator.noRowLost(start, reference.from());
            }
        }
        narrator.showQuarantine(EXECUTIONS);
        tellWhatTheDatabaseSays(story, database, narrator);
        narrator.isRefused(
                "an execution of workflow %d, which is gone".formatted(NO_WORKFLOW),
                Workflows.execution(database, NEW_EXECUTION, NO_WORKFLOW));
        tellCascade(story, database);
        narrator.again(decided);

        story.chapter("Who is held to the keys");
        tellEnforcement(story, database);

        story.chapter("The way back");
        var back = narrator.takeBack(report, start);
        story.proof(
                "the keys are dropped in the reverse of the order in which they were added",
                inReverse(),
                back.operations().stream()
                        .filter(DropForeignKey.class::isInstance)
                        .map(drop -> ((DropForeignKey) drop).table().name())
                        .toList());
        narrator.isAccepted(
                "an execution of workflow %d, as it did before".formatted(NO_WORKFLOW),
                Workflows.execution(database, NEW_EXECUTION, NO_WORKFLOW));
    }

    private static Stream<AddForeignKey> each() {
        return REFERENCES.stream()
                .map(reference -> addForeignKey(reference.from(), reference.column())
                        .references(reference.to(), "id")
                        .onDelete(CASCADE));
    }

    private static AddForeignKey[] keys() {
        return each().toArray(AddForeignKey[]::new);
    }

    private static AddForeignKey[] decided() {
        return each().map(key -> key.onOrphans(key.table().name().equals(APPROVALS) ? setNull() : delete()))
                .toArray(AddForeignKey[]::new);
    }

    private static void tellWhatIsThere(Story story, ExampleDatabase database) {
        story.tell("An application runs workflows. A workflow has executions; an execution has steps, snapshots of its "
                + "state, requests for approval, and actions that roll it back. The tables:");
        story.show(Workflows.SCHEMA);
        story.tell("That a workflow_id is the id of a workflow, and an execution_id that of an execution, is only a "
                + "habit of the code. Workflows were deleted, and executions were. How many rows point at nothing:");
        story.show(REFERENCES.stream()
                .map(reference -> "%-62s  %6d rows  %3d orphans"
                        .formatted(reference, database.count(reference.from()), reference.orphans(database)))
                .collect(Collectors.joining("\n")));
        story.proof(
                "every one of the five references is broken somewhere",
                REFERENCES.stream().allMatch(reference -> reference.orphans(database) > 0));
        long below = Workflows.belonging(database, REFERENCES.get(0).toNothing()).stream()
                .skip(1)
                .mapToLong(Long::longValue)
                .sum();
        story.proof(
                "%d more rows belong to executions that are orphans: once those go, they too point at nothing"
                        .formatted(below),
                below > 0);
    }

    private static void tellWhatTheDatabaseSays(Story story, ExampleDatabase database, Narrator narrator) {
        story.tell(
                database.isPostgres()
                        ? "The foreign keys of each table as PostgreSQL's own catalog has them (pg_constraint), by what "
                                + "they say and not by their names:"
                        : "The foreign keys of each table as SQLite itself has them (PRAGMA foreign_key_list):");
        REFERENCES.forEach(
                reference -> narrator.isDeclared(reference.from(), reference.foreignKey() + " ON DELETE CASCADE"));
        if (!database.isPostgres()) {
            story.proof(
                    "PRAGMA foreign_key_check, which looks through all rows, finds none that points at nothing",
                    database.jooq().fetch("pragma foreign_key_check").isEmpty());
        }
        story.proof(
                "counted as above, there are no orphans left",
                REFERENCES.stream().allMatch(reference -> reference.orphans(database) == 0));
    }

    private static void tellCascade(Story story, ExampleDatabase database) {
        var before = database.snapshot(Workflows.tables());
        var belonging =
                Workflows.belonging(database, REFERENCES.get(0).pointer().eq(WORKFLOW));
        var delete = Workflows.delete(database, WORKFLOW);
        story.tell("A workflow is deleted, and nothing else is said:");
        story.show(database.jooq().renderInlined(delete));
        delete.execute();
        for (int i = 0; i < belonging.size(); i++) {
            var table = REFERENCES.get(i).from();
            story.proof(
                    "of %s, its %d rows went along".formatted(table, belonging.get(i)),
                    before.rowsOf(table).size() - belonging.get(i),
                    database.count(table));
        }
    }

    private static void tellEnforcement(Story story, ExampleDatabase database) {
        story.proof(
                "Intact.enforcesForeignKeys(), asked of the DataSource of this example, says yes",
                database.intact().enforcesForeignKeys());
        story.tell(
                database.isPostgres()
                        ? "PostgreSQL holds every connection to foreign keys, but not one on which a superuser has said:"
                        : "SQLite holds a connection to foreign keys only where PRAGMA foreign_keys=ON was run on it, "
                                + "which drivers and pools can do for each connection. On one where this was run:");
        story.show(database.stopEnforcing());
        story.proof("Intact.enforcesForeignKeys() says no there", !database.isUnenforcedSaidToEnforce());
        story.proof(
                "an execution of workflow %d, which is gone, is accepted there".formatted(NO_WORKFLOW),
                database.refusalWhereUnenforced(Workflows.execution(database, NEW_EXECUTION, NO_WORKFLOW))
                        .isEmpty());
    }

    private static List<String> inReverse() {
        var tables = new ArrayList<String>();
        REFERENCES.forEach(reference -> tables.add(0, reference.from()));
        return tables;
    }
}
