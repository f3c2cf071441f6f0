package dev.intact.examples;

import static dev.intact.Operations.addForeignKey;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.intact.operation.AddForeignKey;
import dev.intact.operation.Change;
import org.jooq.Query;

/** Two tables whose rows need each other. Whichever is inserted first points at a row that is not there yet. */
final class ReferencesInACircle implements Example {
    private static final String NAME = "workflows and versions belong together";
    private static final String WORKFLOWS = "workflows";
    private static final String VERSIONS = "workflow_versions";
    private static final Reference CURRENT = new Reference(WORKFLOWS, "current_version_id", VERSIONS);
    private static final Reference OWNER = new Reference(VERSIONS, "workflow_id", WORKFLOWS);
    private static final String SCHEMA = """
            create table workflows         (id integer primary key, current_version_id integer not null);
            create table workflow_versions (id integer primary key, workflow_id        integer not null);
            """;

    /** Of three versions the last is the current one. */
    private static final String ROWS = """
            insert into workflows
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 500)
                select i, i + 1000 from n;
            insert into workflow_versions
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 1500)
                select i, 1 + (i - 1) % 500 from n;
            """;

    /** Runs this example alone. */
    public static void main(String[] arguments) {
        Examples.run(new ReferencesInACircle());
    }

    @Override
    public void tell(Story story, ExampleDatabase database) {
        story.title("A workflow has a current version, and a version a workflow", database);
        var narrator = new Narrator(story, database, WORKFLOWS, VERSIONS);

        story.chapter("What is there");
        database.execute(SCHEMA);
        database.execute(ROWS);
        story.tell("Every workflow points at its current version, and every version at its workflow:");
        story.show(SCHEMA);
        story.proof(
                "so do all of the %d workflows and %d versions"
                        .formatted(database.count(WORKFLOWS), database.count(VERSIONS)),
                CURRENT.orphans(database) + OWNER.orphans(database) == 0);
        narrator.isAccepted("a workflow without its version all the same", workflow(database, 503, 1503));
        var start = database.snapshot(WORKFLOWS, VERSIONS);

        story.chapter("The change that is wanted");
        var current = key(CURRENT);
        var owner = key(OWNER);
        var change = Change.of(NAME, current, owner);
        story.show(JavaText.of(change));

        story.chapter("What happens if it is applied as it is");
        story.tell("The rows that are there would allow it. But no row could ever be added, and Intact says so:");
        narrator.unsupported(change);

        story.chapter("The choice");
        story.tell("Both keys wait for the end of the transaction:");
        var decided = Change.of(NAME, current.initiallyDeferred(), owner.initiallyDeferred());
        var report = narrator.planAndRun(decided);

        story.chapter("The proof");
        story.proof(
                "no row has changed",
                start.rows(),
                database.snapshot(WORKFLOWS, VERSIONS).rows());
        var deferred = database.isPostgres() ? " DEFERRABLE INITIALLY DEFERRED" : "";
        narrator.isDeclared(WORKFLOWS, CURRENT.foreignKey() + deferred);
        narrator.isDeclared(VERSIONS, OWNER.foreignKey() + deferred);
        narrator.isAcceptedTogether(
                "a workflow and then its version, in one transaction",
                workflow(database, 501, 1501),
                version(database, 1501, 501));
        narrator.isAcceptedTogether(
                "a version and then its workflow, in one transaction",
                version(database, 1502, 502),
                workflow(database, 502, 1502));
        narrator.isRefusedTogether("a workflow without its version", workflow(database, 503, 1503));
        narrator.isRefusedTogether("a version without its workflow", version(database, 1504, 504));
        narrator.again(decided);

        story.chapter("The way back");
        narrator.takeBack(report, start);
        narrator.isAccepted("a workflow without its version, as it did before", workflow(database, 503, 1503));
    }

    private static AddForeignKey key(Reference reference) {
        return addForeignKey(reference.from(), reference.column()).references(reference.to(), "id");
    }

    private static Query workflow(ExampleDatabase database, int id, int current) {
        return insert(database, CURRENT, id, current);
    }

    private static Query version(ExampleDatabase database, int id, int workflow) {
        return insert(database, OWNER, id, workflow);
    }

    private static Query insert(ExampleDatabase database, Reference reference, int id, int pointer) {
        return database.jooq()
                .insertInto(table(name(reference.from())), Reference.ID, reference.pointer())
                .values(id, pointer);
    }
}
