package dev.intact.examples;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The tables of an application that runs workflows, which point at each other by habit only. */
final class Workflows {
    static final String DEFINITIONS = "workflow_definitions";
    static final String EXECUTIONS = "workflow_executions";
    static final String STEPS = "step_executions";
    static final String SNAPSHOTS = "state_snapshots";
    static final String APPROVALS = "approval_requests";
    static final String ROLLBACKS = "rollback_actions";
    static final String SCHEMA = """
            create table workflow_definitions (id integer primary key, name text not null);
            create table workflow_executions (
                id           integer primary key,
                workflow_id  integer not null,
                status       text    not null
            );
            create index ix_workflow_executions_workflow_id on workflow_executions (workflow_id);
            create table step_executions   (id integer primary key, execution_id integer not null, step text not null);
            create table state_snapshots   (id integer primary key, execution_id integer not null, state text not null);
            create table approval_requests (id integer primary key, execution_id integer, question text not null);
            create table rollback_actions  (id integer primary key, execution_id integer not null, action text not null);
            """;

    private static final String ROWS = """
            insert into workflow_definitions
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000)
                select i, 'workflow ' || i from n;
            insert into workflow_executions
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 5000)
                select i, 1 + i % 1000, case when i % 50 = 0 then 'failed' else 'completed' end from n;
            insert into step_executions
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 12000)
                select i, 1 + i % 5000, 'step ' || i from n;
            insert into state_snapshots
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 4000)
                select i, 1 + i % 5000, 'state ' || i from n;
            insert into approval_requests
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000)
                select i, case when i % 90 <> 0 then 1 + i * 5 % 5000 end, 'question ' || i from n;
            insert into rollback_actions
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 500)
                select i, 1 + i * 10 % 5000, 'action ' || i from n;
            """;

    /** What the application did in years: nothing kept it from doing so. */
    private static final String DELETED = """
            delete from workflow_definitions where id in (17, 400, 812);
            delete from workflow_executions where id in (2501, 2511, 2521);
            """;

    static final List<Reference> REFERENCES = List.of(
            new Reference(EXECUTIONS, "workflow_id", DEFINITIONS),
            new Reference(STEPS, "execution_id", EXECUTIONS),
            new Reference(SNAPSHOTS, "execution_id", EXECUTIONS),
            new Reference(APPROVALS, "execution_id", EXECUTIONS),
            new Reference(ROLLBACKS, "execution_id", EXECUTIONS));

    private Workflows() {}

    static void create(ExampleDatabase database) {
        database.execute(SCHEMA);
        database.execute(ROWS);
        database.execute(DELETED);
        database.analyze(DEFINITIONS);
        REFERENCES.forEach(reference -> database.analyze(reference.from()));
    }

    /** {@return all tables} */
    static String[] tables() {
        return new String[] {DEFINITIONS, EXECUTIONS, STEPS, SNAPSHOTS, APPROVALS, ROLLBACKS};
    }

    /** {@return the insert of an execution} */
    static Query execution(ExampleDatabase database, int id, int workflow) {
        return database.jooq()
                .insertInto(
                        table(name(EXECUTIONS)),
                        Reference.ID,
                        field(name("workflow_id"), SQLDataType.INTEGER),
                        status())
                .values(id, workflow, "running");
    }

    private static Field<String> status() {
        return field(name("status"), SQLDataType.CLOB);
    }

    /** {@return the delete of a workflow} */
    static Query delete(ExampleDatabase database, int workflow) {
        return database.jooq().deleteFrom(table(name(DEFINITIONS))).where(Reference.ID.eq(workflow));
    }

    /** {@return how many of those executions there are, and how many rows that belong to them, by table} */
    static List<Long> belonging(ExampleDatabase database, Condition execution) {
        var executions = DSL.select(Reference.ID).from(table(name(EXECUTIONS))).where(execution);
        return REFERENCES.stream()
                .map(reference -> (long) database.jooq()
                        .fetchCount(
                                table(name(reference.from())),
                                reference.from().equals(EXECUTIONS)
                                        ? execution
                                        : reference.pointer().in(executions)))
                .toList();
    }
}
