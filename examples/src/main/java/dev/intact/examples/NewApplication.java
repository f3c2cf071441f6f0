package dev.intact.examples;

import static dev.intact.examples.Statuses.ID;
import static dev.intact.examples.Statuses.IS_ARCHIVED;
import static dev.intact.examples.Statuses.NAME;
import static dev.intact.examples.Statuses.OWNER;
import static dev.intact.examples.Statuses.RUN_ID;
import static dev.intact.examples.Statuses.WORKFLOWS;

import org.jooq.DSLContext;

/** It knows one table, and neither workflow_status nor status_id. */
record NewApplication() implements Application {
    static final String SQL = """
            insert into workflow (name, owner, run_id) values (…) returning id;

            update workflow set run_id = run_id + 1 where id = …;
            update workflow set is_archived = 1     where id = …;

            delete from workflow where id = …;
            """;

    @Override
    public long insert(DSLContext database, String name, int run) {
        return database.insertInto(WORKFLOWS, NAME, OWNER, RUN_ID)
                .values(name, "bob", run)
                .returningResult(ID)
                .fetchSingle()
                .value1();
    }

    @Override
    public int countRun(DSLContext database, long workflow) {
        return database.update(WORKFLOWS)
                .set(RUN_ID, RUN_ID.plus(1))
                .where(ID.eq(workflow))
                .execute();
    }

    @Override
    public int archive(DSLContext database, long workflow) {
        return database.update(WORKFLOWS)
                .set(IS_ARCHIVED, 1)
                .where(ID.eq(workflow))
                .execute();
    }

    @Override
    public int delete(DSLContext database, long workflow) {
        return database.deleteFrom(WORKFLOWS).where(ID.eq(workflow)).execute();
    }
}
