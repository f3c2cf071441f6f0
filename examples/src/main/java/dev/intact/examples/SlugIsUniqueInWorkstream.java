package dev.intact.examples;

import static dev.intact.Operations.rekey;
import static dev.intact.examples.Enrichments.CHILDREN;
import static dev.intact.examples.Enrichments.CLIENT_ID;
import static dev.intact.examples.Enrichments.CONFIGS;
import static dev.intact.examples.Enrichments.REGISTRY;
import static dev.intact.examples.Enrichments.RESULTS;
import static dev.intact.examples.Enrichments.TABLES;
import static dev.intact.examples.Enrichments.WORKFLOW_SLUG;
import static dev.intact.examples.Enrichments.pointer;

import dev.intact.operation.Change;
import dev.intact.operation.Rekey;
import dev.intact.operation.SurrogateKey;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Query;

/**
 * A name that is unique everywhere, and is to be unique in its place only. What points at the name has to say the place as
 * well, and so has every key that such a pointer is a part of.
 */
final class SlugIsUniqueInWorkstream implements Example {
    private static final String NAME = "a slug is unique in its workstream";
    private static final String SLUG = "normalize_all_core_values";
    private static final String HERE = "apollo_scrape";
    private static final String THERE = "crm_data";
    private static final String NOWHERE = "salesnav_koolkit";
    private static final String CLIENT = "acme";
    private static final String REFERENCE =
            "FOREIGN KEY (workflow_slug, workstream_slug) REFERENCES enrichment_registry(slug, workstream_slug)";

    /** What was asked after the migration by hand from which this story comes. */
    private static final List<String> VALIDATION = List.of(
            "select id from enrichment_results where workstream_slug is null",
            "select id from client_workflow_configs where workstream_slug is null",
            "select slug, workstream_slug, count(*) from enrichment_registry group by slug, workstream_slug having count(*) > 1");

    /** Runs this example alone. */
    public static void main(String[] arguments) {
        Examples.run(new SlugIsUniqueInWorkstream());
    }

    private static Rekey wanted() {
        return rekey(REGISTRY).from("slug").toUnique("slug", "workstream_slug").withPrimaryKey("id", SurrogateKey.UUID);
    }

    @Override
    public void tell(Story story, ExampleDatabase database) {
        story.title("A slug is unique in its workstream", database);
        var narrator = new Narrator(story, database, TABLES);
        var second = Enrichments.workflow(database, SLUG, THERE);
        var saved = Enrichments.upsert(database, CLIENT, pointer(SLUG), "{\"language\": \"de\"}");

        story.chapter("What is there");
        Enrichments.create(database);
        tellWhatIsThere(story, database);
        story.show(database.jooq().renderInlined(saved));
        narrator.isAccepted("that", saved);
        story.tell("Leads from the CRM are to be normalized as well, by another workflow of the same slug:");
        story.show(database.jooq().renderInlined(second));
        narrator.isRefused("that", second);
        var before = State.of(database);

        story.chapter("The change that is wanted");
        story.tell("A slug is unique in its workstream, and the primary key is a new column that means nothing. Which "
                + "tables point at a slug, and have to say the workstream as well, is told by their foreign keys:");
        var first = Change.of(NAME, wanted());
        story.show(JavaText.of(first));

        story.chapter("What happens if it is applied as it is");
        story.tell("A client could set up only one of two workflows of the same slug. Intact names the key that would "
                + "forbid the other:");
        narrator.obstructed(first);

        story.chapter("The choice");
        story.tell("A client sets up each workflow once, as before:");
        var decided = Change.of(NAME, wanted().widening(CONFIGS, "client_id", "workflow_slug"));
        var report = narrator.planAndRun(decided);

        story.chapter("The proof");
        tellThatNothingIsLost(story, database, before);
        tellWhatTheDatabaseSays(story, database, narrator);
        narrator.again(decided);

        story.chapter("The same slug in two workstreams");
        narrator.isAcceptedTogether("the workflow that it refused above", second);
        narrator.isRefused("the same once more", second);
        tellPointers(database, narrator);
        tellValidation(story, database);

        story.chapter("What the application has to say now");
        tellUpserts(story, database, narrator, saved);

        story.chapter("The way back");
        var back = narrator.wayBack(report);
        story.tell("There is none as long as two workflows share a slug:");
        narrator.refused(back.change());
        story.tell("So the application deletes the second workflow, and what belongs to it:");
        var deletion = Enrichments.deletion(database, SLUG, THERE);
        story.show(Stream.of(deletion).map(database.jooq()::renderInlined).collect(Collectors.joining(";\n")));
        narrator.isAcceptedTogether("that", deletion);
        story.tell("Now there is a way back:");
        narrator.takeBack(back, before.schema());
        var now = State.of(database);
        story.proof(
                "the columns and all keys of these 3 tables are as they were",
                before.columnsAndKeys(),
                now.columnsAndKeys());
        story.proof(
                "the workflows are those of the beginning, value for value",
                before.schema().rowsOf(REGISTRY),
                now.schema().rowsOf(REGISTRY));
        narrator.isRefused("a second workflow of that slug, as it did before", second);
        narrator.isAccepted("what the application saved before the change", saved);
    }

    // ---- before

    private static void tellWhatIsThere(Story story, ExampleDatabase database) {
        story.tell(
                "An application enriches leads. It has a registry of workflows, and keeps what they find, and how each "
                        + "client has set them up:");
        story.show(Enrichments.schema(database));
        story.show(database.counts(TABLES));
        story.tell("Leads come from several workstreams, and a workflow works on those of one of them. The first:");
        story.show(database.jooq()
                .selectFrom(Enrichments.of(REGISTRY))
                .orderBy(Enrichments.SLUG)
                .limit(4)
                .fetch());
        story.tell("How a client has set up a workflow is saved by one statement, the first time and later:");
    }

    /** What is compared with later. */
    private record State(
            ExampleDatabase.Snapshot schema, SortedMap<String, List<Field<?>>> columns, List<String> columnsAndKeys) {
        static State of(ExampleDatabase database) {
            var catalog = new OwnCatalog(database);
            return new State(
                    database.snapshot(TABLES.toArray(String[]::new)),
                    new TreeMap<>(TABLES.stream().collect(Collectors.toMap(Function.identity(), database::columns))),
                    TABLES.stream()
                            .map(table -> "%s %s".formatted(catalog.columns(table), catalog.keys(table)))
                            .toList());
        }
    }

    // ---- after

    private static void tellThatNothingIsLost(Story story, ExampleDatabase database, State before) {
        before.columns()
                .forEach((table, columns) -> story.proof(
                        "%s has its %d rows, with every value that they had".formatted(table, database.count(table)),
                        before.schema().rowsOf(table),
                        database.rows(table, columns)));
        for (var child : CHILDREN) {
            story.proof(
                    "each row of %s says the workstream of its workflow".formatted(child),
                    !database.jooq().fetchExists(Enrichments.of(child), Enrichments.OF_ANOTHER_WORKSTREAM));
        }
    }

    private static void tellWhatTheDatabaseSays(Story story, ExampleDatabase database, Narrator narrator) {
        story.tell(
                "The keys, as %s own catalog has them:".formatted(database.isPostgres() ? "PostgreSQL's" : "SQLite's"));
        var catalog = new OwnCatalog(database);
        has(story, catalog, REGISTRY, "PRIMARY KEY (id)", "UNIQUE (slug, workstream_slug)");
        has(story, catalog, RESULTS, "PRIMARY KEY (id)");
        has(story, catalog, CONFIGS, "PRIMARY KEY (id)", "UNIQUE (client_id, workflow_slug, workstream_slug)");
        CHILDREN.forEach(child -> narrator.isDeclared(child, REFERENCE));
        story.proof("no trigger is left", List.of(), catalog.triggers());
    }

    private static void has(Story story, OwnCatalog catalog, String table, String... keys) {
        story.proof("%s: %s".formatted(table, String.join(", ", keys)), List.of(keys), catalog.keys(table));
    }

    private static void tellPointers(ExampleDatabase database, Narrator narrator) {
        narrator.isAcceptedTogether(
                "a result of each of the two",
                Enrichments.result(database, pointer(SLUG, HERE)),
                Enrichments.result(database, pointer(SLUG, THERE)));
        narrator.isRefused(
                "a result of a workflow that %s does not have".formatted(NOWHERE),
                Enrichments.result(database, pointer(SLUG, NOWHERE)));
        narrator.isRefused(
                "a result that does not say of which workstream", Enrichments.result(database, pointer(SLUG)));
    }

    private static void tellValidation(Story story, ExampleDatabase database) {
        story.tell("The queries by which the change was checked when it was made by hand:");
        story.show(String.join(";\n", VALIDATION));
        story.proof(
                "none of them finds a row",
                VALIDATION.stream()
                        .allMatch(query -> database.jooq().fetch(query).isEmpty()));
    }

    private static void tellUpserts(Story story, ExampleDatabase database, Narrator narrator, Query saved) {
        story.tell(
                "ON CONFLICT in the statement that saves how a client has set up a workflow names a key that is gone:");
        narrator.isRefusedTogether("it", saved);
        var here = Enrichments.upsert(database, CLIENT, pointer(SLUG, HERE), "{\"language\": \"de\"}");
        var there = Enrichments.upsert(database, CLIENT, pointer(SLUG, THERE), "{\"language\": \"fr\"}");
        story.tell("With the workstream it names the new one:");
        story.show(database.jooq().renderInlined(there));
        long before = database.count(CONFIGS);
        narrator.isAcceptedTogether("that, twice, and the same for %s".formatted(HERE), there, there, here);
        story.show(database.jooq()
                .selectFrom(Enrichments.of(CONFIGS))
                .where(CLIENT_ID.eq(CLIENT))
                .and(WORKFLOW_SLUG.eq(SLUG))
                .orderBy(Enrichments.ID)
                .fetch());
        story.proof("there is one row more, for the second workflow", before + 1, database.count(CONFIGS));
    }
}
