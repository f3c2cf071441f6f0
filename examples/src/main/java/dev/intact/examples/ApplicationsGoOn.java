package dev.intact.examples;

import static dev.intact.examples.Ledger.Kind.COUNT_RUN;
import static dev.intact.examples.Ledger.Kind.DELETE;
import static dev.intact.examples.Ledger.Kind.INSERT;
import static dev.intact.examples.Statuses.STATUS;
import static dev.intact.examples.Statuses.WORKFLOW;

import dev.intact.Intact;
import dev.intact.Progress;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.examples.Ledger.Period;
import dev.intact.examples.Ledger.Workflow;
import dev.intact.operation.Change;
import dev.intact.plan.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jooq.Select;

/**
 * The same change, while two releases of the application go on writing: the old one until it is stopped, the new one as
 * soon as it can. Each write that was acknowledged has to be there in the end.
 */
final class ApplicationsGoOn implements Example {
    private static final int WRITES = 400;
    private static final int WRITES_BETWEEN = 10;
    private static final int BATCH = 500;
    private static final int SHARED = 5;
    private static final int OWN_TO = 3000;

    /** Runs this example alone. */
    public static void main(String[] arguments) {
        Examples.run(new ApplicationsGoOn());
    }

    /** SQLite lets one write at a time, in one transaction: there, nobody goes on meanwhile. */
    @Override
    public boolean isFor(ExampleDatabase database) {
        return database.isPostgres();
    }

    @Override
    public void tell(Story story, ExampleDatabase database) {
        story.title("A status becomes part of its workflow, and nobody stops", database);
        Statuses.create(database);
        var change = StatusIsPartOfWorkflow.decided();
        var intact = database.intact().batchSize(BATCH);
        var start = workflows(database, StatusQueries.fromBoth());

        story.chapter("Two releases of an application");
        tellApplications(story, start.size());
        tellOrder(story, intact, change);
        var old = Writer.start("old", new OldApplication(), database, own(start, 0), shared(start), Period.BEFORE);
        old.awaitMore(WRITES);
        story.tell("The old release runs, and has written %d times so far.".formatted(WRITES));

        story.chapter("EXPAND, while the old release writes");
        run(story, intact, change, Phase.EXPAND, Period.EXPAND, old);

        story.chapter("Both releases write");
        old.nowIs(Period.BETWEEN);
        var fresh = Writer.start("new", new NewApplication(), database, own(start, 1), shared(start), Period.BETWEEN);
        fresh.awaitMore(WRITES);
        old.awaitMore(WRITES);
        story.tell("This can go on for days. Now both stand still for a moment:");
        old.between(() -> fresh.between(() -> tellThatBothAreEqual(story, database, start, old, fresh)));

        story.chapter("CONTRACT, while the new release writes");
        old.stop();
        story.tell("The old release is stopped. The new one goes on:");
        run(story, intact, change, Phase.CONTRACT, Period.CONTRACT, fresh);
        fresh.nowIs(Period.AFTER);
        fresh.awaitMore(WRITES);
        fresh.stop();

        story.chapter("Every write is accounted for");
        tellAccounts(story, database, start, old.ledger(), fresh.ledger());
        new Narrator(story, database, Statuses.tablesAfter()).again(change);
    }

    private static void tellApplications(Story story, int workflows) {
        story.tell(
                ("There are %d workflows, in the same tables as in the story before. The old release of the application inserts, "
                                + "changes and deletes them with these transactions, and goes on doing so until it is stopped:")
                        .formatted(workflows));
        story.show(OldApplication.SQL);
        story.tell(
                "The new release has never heard of workflow_status, nor of status_id. For it to start, workflow has to "
                        + "have the columns; for both to run side by side, what each writes has to be seen by the other:");
        story.show(NewApplication.SQL);
        story.tell(
                "That is what the two phases of the change are for. After EXPAND both can work; CONTRACT takes away what "
                        + "only the old one needs. Each of the two releases is a thread here, and keeps a ledger of what the database "
                        + "has acknowledged.");
    }

    private static void tellOrder(Story story, Intact intact, Change change) {
        try {
            intact.apply(change, Phase.CONTRACT);
            throw new IllegalStateException("CONTRACT comes first");
        } catch (UnsupportedChangeException e) {
            story.proof("CONTRACT is refused as long as EXPAND is not done. In Intact's words:", true);
            story.show(e.getMessage());
        }
    }

    /** Before each transaction of Intact's, when it holds no lock, the application has time to write. */
    private static void run(Story story, Intact intact, Change change, Phase phase, Period period, Writer writer) {
        story.show("intact.apply(change, Phase.%s)".formatted(phase));
        var plan = intact.plan(change, phase);
        var inShort = new PlanInShort(plan);
        story.tell("Its steps, without their SQL:");
        story.show(inShort);
        if (!plan.warnings().isEmpty()) {
            story.tell("What its plan warns of:");
            story.show(ExampleDatabase.lines(plan.warnings()));
        }
        var beginnings = inShort.beginnings();
        var advances = new ArrayList<Progress.Advance>();
        Consumer<Progress> letWrite = progress -> {
            progress.advance().ifPresent(advances::add);
            if (progress.advance().isEmpty() && beginnings.contains(progress.number())) {
                writer.awaitMore(WRITES_BETWEEN);
            }
        };
        writer.nowIs(period);
        var report = intact.onProgress(letWrite).apply(change, phase);
        long written = writer.ledger().count(period);
        story.tell("It took %d ms. Meanwhile the application wrote %d times."
                .formatted(report.duration().toMillis(), written));
        if (!advances.isEmpty()) {
            var last = advances.get(advances.size() - 1);
            story.tell("It copied %d rows, %.0f a second.".formatted(last.rows(), last.rowsPerSecond()));
        }
        story.proof(
                "it wrote at least %d times before each line of the table above".formatted(WRITES_BETWEEN),
                written >= (long) WRITES_BETWEEN * beginnings.size());
    }

    private static void tellThatBothAreEqual(
            Story story, ExampleDatabase database, Map<Long, Workflow> start, Writer old, Writer fresh) {
        var byOld = workflows(database, StatusQueries.fromBoth());
        story.proof(
                "%d workflows, and as many statuses".formatted(byOld.size()),
                database.count(WORKFLOW),
                database.count(STATUS));
        story.proof(
                "each has the same values where the old release looks and where the new one does",
                byOld,
                workflows(database, StatusQueries.fromOne()));
        story.proof("they are the values that both have written", expected(start, old.ledger(), fresh.ledger()), byOld);
    }

    // ---- the accounts

    private static void tellAccounts(
            Story story, ExampleDatabase database, Map<Long, Workflow> start, Ledger old, Ledger fresh) {
        story.tell("How many writes of each release the database has acknowledged, and when:");
        story.show(new Accounts(old, fresh));
        var end = workflows(database, StatusQueries.fromOne());
        story.proof(
                "%d workflows at the start + %d + %d inserted - %d - %d deleted = %d at the end"
                        .formatted(
                                start.size(),
                                old.count(INSERT),
                                fresh.count(INSERT),
                                old.count(DELETE),
                                fresh.count(DELETE),
                                end.size()),
                start.size() + old.count(INSERT) + fresh.count(INSERT) - old.count(DELETE) - fresh.count(DELETE),
                (long) end.size());
        long before = runs(start, shared(start));
        long after = runs(end, shared(start));
        story.proof(
                "the %d workflows of which both counted runs: %d runs at the start + %d + %d counted = %d at the end"
                        .formatted(SHARED, before, old.count(COUNT_RUN), fresh.count(COUNT_RUN), after),
                before + old.count(COUNT_RUN) + fresh.count(COUNT_RUN),
                after);
        story.proof(
                "each of the %d workflows has the name, the runs and is_archived that the ledgers say"
                        .formatted(end.size()),
                expected(start, old, fresh),
                end);
        var catalog = new OwnCatalog(database);
        story.proof(
                "%s, workflow.status_id and all triggers are gone".formatted(STATUS),
                !catalog.tables().contains(STATUS)
                        && !catalog.columns(WORKFLOW).containsKey("status_id")
                        && catalog.triggers().isEmpty());
        story.proof(
                "nothing belongs to a workflow that is gone",
                Statuses.CHILDREN.stream()
                        .allMatch(table -> new Reference(table, "workflow_id", WORKFLOW).orphans(database) == 0));
    }

    /** {@return the workflows as they were, with all that was written since} */
    private static Map<Long, Workflow> expected(Map<Long, Workflow> start, Ledger... ledgers) {
        var workflows = new TreeMap<>(start);
        for (var ledger : ledgers) {
            ledger.repeatOn(workflows);
        }
        return workflows;
    }

    private static long runs(Map<Long, Workflow> workflows, List<Long> some) {
        return some.stream()
                .mapToLong(id -> Objects.requireNonNull(workflows.get(id)).runs())
                .sum();
    }

    private static Map<Long, Workflow> workflows(ExampleDatabase database, Select<?> query) {
        return database.jooq().fetch(query).stream()
                .collect(Collectors.toMap(
                        row -> row.get(Statuses.ID),
                        row -> new Workflow(
                                row.get(Statuses.NAME), row.get(Statuses.RUN_ID), row.get(Statuses.IS_ARCHIVED)),
                        (one, other) -> one,
                        TreeMap::new));
    }

    // ---- whose workflows are whose

    private static List<Long> shared(Map<Long, Workflow> start) {
        return start.keySet().stream().limit(SHARED).toList();
    }

    /** Every other one. */
    private static List<Long> own(Map<Long, Workflow> start, int remainder) {
        return start.keySet().stream()
                .skip(SHARED)
                .filter(id -> id < OWN_TO && id % 2 == remainder)
                .toList();
    }
}
