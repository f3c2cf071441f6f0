package dev.intact.examples;

import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The tables of an application that enriches leads: its workflows, what they found, and how each client has set them up. */
final class Enrichments {
    static final String REGISTRY = "enrichment_registry";
    static final String RESULTS = "enrichment_results";
    static final String CONFIGS = "client_workflow_configs";
    static final List<String> CHILDREN = List.of(RESULTS, CONFIGS);
    static final List<String> TABLES = List.of(REGISTRY, RESULTS, CONFIGS);

    /** Each action on each subject is a workflow, and belongs to one of four workstreams. */
    private static final String ROWS = """
            insert into enrichment_registry (slug, workstream_slug, name)
                with workstream (place, slug) as (values
                         (0, 'apollo_scrape'), (1, 'crm_data'), (2, 'customer_companies'), (3, 'salesnav_koolkit')),
                     action (place, slug) as (values
                         (0, 'normalize'), (1, 'validate'), (2, 'deduplicate'), (3, 'complete'), (4, 'translate'),
                         (5, 'classify'), (6, 'score'), (7, 'summarize'), (8, 'match'), (9, 'refresh')),
                     subject (place, slug) as (values
                         (0, 'all_core_values'), (1, 'company_names'), (2, 'job_titles'), (3, 'phone_numbers'),
                         (4, 'email_addresses'), (5, 'locations'), (6, 'industries'), (7, 'headcounts'), (8, 'websites'),
                         (9, 'profiles'))
                select action.slug || '_' || subject.slug, workstream.slug, action.slug || ' ' || replace(subject.slug, '_', ' ')
                from action cross join subject join workstream on workstream.place = (action.place + subject.place) % 4;
            insert into enrichment_results (workflow_slug, lead, result)
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 50000),
                     workflow (place, slug) as (select row_number() over (order by slug), slug from enrichment_registry)
                select slug, 'lead-' || (1 + i / 20), case when i % 9 = 0 then 'unchanged' else 'value ' || i end
                from n join workflow on place = 1 + i % 100
                order by i;
            insert into client_workflow_configs (client_id, workflow_slug, config)
                with client (id) as (values ('acme'), ('globex'), ('hooli'), ('initech'), ('stark'), ('umbrella'))
                select id, slug, '{"language": "en"}' from client cross join enrichment_registry
                order by id, slug;
            """;

    static final Field<Long> ID = field(name("id"), SQLDataType.BIGINT);
    static final Field<String> SLUG = field(name("slug"), SQLDataType.CLOB);
    static final Field<String> WORKFLOW_SLUG = field(name("workflow_slug"), SQLDataType.CLOB);
    static final Field<String> WORKSTREAM_SLUG = field(name("workstream_slug"), SQLDataType.CLOB);
    static final Field<String> CLIENT_ID = field(name("client_id"), SQLDataType.CLOB);
    static final Field<String> CONFIG = field(name("config"), SQLDataType.CLOB);
    private static final Field<String> NAME = field(name("name"), SQLDataType.CLOB);
    private static final Field<String> LEAD = field(name("lead"), SQLDataType.CLOB);
    private static final Field<String> RESULT = field(name("result"), SQLDataType.CLOB);

    /** Of a row that points at a workflow, as long as a slug tells which. */
    static final Condition OF_ANOTHER_WORKSTREAM =
            WORKSTREAM_SLUG.ne(DSL.select(WORKSTREAM_SLUG).from(of(REGISTRY)).where(SLUG.eq(WORKFLOW_SLUG)));

    private Enrichments() {}

    static Table<Record> of(String name) {
        return table(name(name));
    }

    static String schema(ExampleDatabase database) {
        return """
            create table enrichment_registry (
                slug             text primary key,
                workstream_slug  text not null,
                name             text not null
            );
            create table enrichment_results (
                id             %1$s,
                workflow_slug  text not null references enrichment_registry (slug),
                lead           text not null,
                result         text not null
            );
            create index ix_enrichment_results_workflow_slug on enrichment_results (workflow_slug);
            create table client_workflow_configs (
                id             %1$s,
                client_id      text not null,
                workflow_slug  text not null references enrichment_registry (slug),
                config         text not null,
                unique (client_id, workflow_slug)
            );
            """.formatted(database.autoId());
    }

    static void create(ExampleDatabase database) {
        database.execute(schema(database));
        database.execute(ROWS);
        TABLES.forEach(database::analyze);
    }

    /** {@return the insert of a workflow} */
    static Query workflow(ExampleDatabase database, String slug, String workstream) {
        return database.jooq()
                .insertInto(of(REGISTRY), SLUG, WORKSTREAM_SLUG, NAME)
                .values(slug, workstream, slug.replace('_', ' '));
    }

    /** {@return what a row of another table has to say to belong to a workflow, as long as a slug is enough} */
    static Map<Field<String>, String> pointer(String slug) {
        return Map.of(WORKFLOW_SLUG, slug);
    }

    /** {@return the same, where a slug is one of a workstream} */
    static Map<Field<String>, String> pointer(String slug, String workstream) {
        var pointer = new LinkedHashMap<>(pointer(slug));
        pointer.put(WORKSTREAM_SLUG, workstream);
        return pointer;
    }

    /** {@return the insert of a result of a workflow} */
    static Query result(ExampleDatabase database, Map<Field<String>, String> workflow) {
        return database.jooq()
                .insertInto(of(RESULTS))
                .set(workflow)
                .set(LEAD, "lead-7")
                .set(RESULT, "value");
    }

    /** {@return the statement that saves how a client has set up a workflow} */
    static Query upsert(ExampleDatabase database, String client, Map<Field<String>, String> workflow, String config) {
        return database.jooq()
                .insertInto(of(CONFIGS))
                .set(CLIENT_ID, client)
                .set(workflow)
                .set(CONFIG, config)
                .onConflict(Stream.concat(Stream.of(CLIENT_ID), workflow.keySet().stream())
                        .toList())
                .doUpdate()
                .set(CONFIG, excluded(CONFIG));
    }

    /** {@return the statements that delete a workflow, and what belongs to it} */
    static Query[] deletion(ExampleDatabase database, String slug, String workstream) {
        var here = WORKSTREAM_SLUG.eq(workstream);
        return Stream.concat(
                        CHILDREN.stream()
                                .map(child -> delete(
                                        database, child, WORKFLOW_SLUG.eq(slug).and(here))),
                        Stream.of(delete(database, REGISTRY, SLUG.eq(slug).and(here))))
                .toArray(Query[]::new);
    }

    private static Query delete(ExampleDatabase database, String table, Condition which) {
        return database.jooq().deleteFrom(of(table)).where(which);
    }
}
