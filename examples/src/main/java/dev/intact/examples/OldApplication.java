package dev.intact.examples;

import static dev.intact.examples.Statuses.ID;
import static dev.intact.examples.Statuses.IS_ARCHIVED;
import static dev.intact.examples.Statuses.NAME;
import static dev.intact.examples.Statuses.OWNER;
import static dev.intact.examples.Statuses.RUN_ID;
import static dev.intact.examples.Statuses.STATUSES;
import static dev.intact.examples.Statuses.STATUS_ID;
import static dev.intact.examples.Statuses.WORKFLOWS;
import static dev.intact.examples.Statuses.WORKFLOW_ID;
import static org.jooq.impl.DSL.select;

import org.jooq.Condition;
import org.jooq.DSLContext;

/** It knows two tables, and nothing of a status's columns in workflow. */
record OldApplication() implements Application {
    static final String SQL = """
            insert into workflow_status (run_id) values (…) returning id;
            insert into workflow (name, owner, status_id) values (…) returning id;
            update workflow_status set workflow_id = … where id = …;

            update workflow_status set run_id = run_id + 1 where id = (select status_id from workflow where id = …);
            update workflow_status set is_archived = 1     where id = (select status_id from workflow where id = …);

            delete from workflow where id = … returning status_id;
            delete from workflow_status where id = …;
            """;

    @Override
    public long insert(DSLContext database, String name, int run) {
        long status = database.insertInto(STATUSES, RUN_ID)
                .values(run)
                .returningResult(ID)
                .fetchSingle()
                .value1();
        long workflow = database.insertInto(WORKFLOWS, NAME, OWNER, STATUS_ID)
                .values(name, "alice", status)
                .returningResult(ID)
                .fetchSingle()
                .value1();
        database.update(STATUSES)
                .set(WORKFLOW_ID, workflow)
                .where(ID.eq(status))
                .execute();
        return workflow;
    }

    @Override
    public int countRun(DSLContext database, long workflow) {
        return database.update(STATUSES)
                .set(RUN_ID, RUN_ID.plus(1))
                .where(isOf(workflow))
                .execute();
    }

    @Override
    public int archive(DSLContext database, long workflow) {
        return database.update(STATUSES)
                .set(IS_ARCHIVED, 1)
                .where(isOf(workflow))
                .execute();
    }

    @Override
    public int delete(DSLContext database, long workflow) {
        long status = database.deleteFrom(WORKFLOWS)
                .where(ID.eq(workflow))
                .returningResult(STATUS_ID)
                .fetchSingle()
                .value1();
        return database.deleteFrom(STATUSES).where(ID.eq(status)).execute();
    }

    private static Condition isOf(long workflow) {
        return ID.eq(select(STATUS_ID).from(WORKFLOWS).where(ID.eq(workflow)));
    }
}
