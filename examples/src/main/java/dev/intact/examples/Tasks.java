package dev.intact.examples;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.table;

import java.util.List;
import org.jooq.Field;
import org.jooq.InsertValuesStep4;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** The table of an application that keeps the tasks of projects. */
final class Tasks {
    static final String NAME = "tasks";
    static final String SCHEMA = """
            create table if not exists tasks (
                id              %s,
                project_id      integer not null,
                milestone_id    integer,
                title           text    not null,
                external_id     text,
                status          text    not null default 'open',
                priority_score  integer not null default 1000
            );
            create index if not exists idx_tasks_external_id on tasks (project_id, external_id)
                where external_id is not null;
            """;

    static final Table<Record> TASKS = table(name(NAME));
    static final Field<Long> ID = field(name("id"), SQLDataType.BIGINT);
    static final Field<Integer> PROJECT_ID = field(name("project_id"), SQLDataType.INTEGER);
    static final Field<Integer> MILESTONE_ID = field(name("milestone_id"), SQLDataType.INTEGER);
    static final Field<String> TITLE = field(name("title"), SQLDataType.CLOB);
    static final Field<String> EXTERNAL_ID = field(name("external_id"), SQLDataType.CLOB);

    private Tasks() {}

    static String schema(ExampleDatabase database) {
        return SCHEMA.formatted(database.autoId());
    }

    static void create(ExampleDatabase database, List<NewTask> tasks) {
        database.execute(schema(database));
        insert(database, tasks).execute();
        database.analyze(NAME);
    }

    /** {@return the insert of these tasks, come what may} */
    static InsertValuesStep4<Record, Integer, Integer, String, String> insert(
            ExampleDatabase database, List<NewTask> tasks) {
        return database.jooq()
                .insertInto(TASKS, PROJECT_ID, MILESTONE_ID, TITLE, EXTERNAL_ID)
                .valuesOfRows(tasks.stream()
                        .map(task -> row(task.project(), task.milestone(), task.title(), task.externalId()))
                        .toList());
    }
}
