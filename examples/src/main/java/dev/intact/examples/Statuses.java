package dev.intact.examples;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.List;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** The tables of an application that runs workflows, and keeps the status of each in a table of its own. */
final class Statuses {
    static final String WORKFLOW = "workflow";
    static final String STATUS = "workflow_status";
    static final List<String> CHILDREN = List.of("job", "file", "user_data");

    /** The number of a status is another than that of its workflow. Of what both say, some was written to one only. */
    private static final String ROWS = """
            insert into workflow_status (id, run_id, has_detected_need_to_run_completion_script, is_canceled, is_archived, workflow_id)
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 10300)
                select i + 700, 1 + i % 9, case when i % 7 = 0 then 1 else 0 end, case when i % 31 = 0 then 1 else 0 end,
                       case when i % 40 = 0 then 1 else 0 end, i
                from n;
            insert into workflow (id, name, owner, is_archived, status_id)
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 10300)
                select i, 'workflow ' || i, case when i % 3 = 0 then 'alice' else 'bob' end,
                       case when i % 40 = 0 and i % 200 <> 0 then 1 else 0 end, i + 700
                from n;
            insert into job (workflow_id, name)
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 20600)
                select 1 + i % 10300, 'job ' || i from n;
            insert into file (workflow_id, name)
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 10300)
                select 1 + i % 10300, 'file ' || i from n;
            insert into user_data (workflow_id, name)
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 5150)
                select 2 * i, 'data ' || i from n;
            """;

    /** Where rows are given their numbers by hand, PostgreSQL is to go on from there. SQLite does so by itself. */
    private static final String NUMBERS = """
            select setval(pg_get_serial_sequence('workflow_status', 'id'), 11000);
            select setval(pg_get_serial_sequence('workflow', 'id'), 10300);
            """;

    /** How the application deletes a workflow; without foreign keys nothing goes along by itself. */
    private static final String SQLITE_DELETE = """
            pragma foreign_keys = off;
            delete from job       where workflow_id %1$s;
            delete from file      where workflow_id %1$s;
            delete from user_data where workflow_id %1$s;
            delete from workflow  where id %1$s;
            """;

    private static final String POSTGRES_DELETE = """
            delete from workflow where id %1$s;
            """;

    private static final String DELETED = "in (select id from workflow where id % 34 = 5 and id <= 10200)";

    static final Table<Record> WORKFLOWS = table(name(WORKFLOW));
    static final Table<Record> STATUSES = table(name(STATUS));
    static final Field<Long> ID = field(name("id"), SQLDataType.BIGINT);
    static final Field<String> NAME = field(name("name"), SQLDataType.CLOB);
    static final Field<String> OWNER = field(name("owner"), SQLDataType.CLOB);
    static final Field<Long> STATUS_ID = field(name("status_id"), SQLDataType.BIGINT);
    static final Field<Long> WORKFLOW_ID = field(name("workflow_id"), SQLDataType.BIGINT);
    static final Field<Integer> RUN_ID = field(name("run_id"), SQLDataType.INTEGER);
    static final Field<Integer> NEEDS_SCRIPT =
            field(name("has_detected_need_to_run_completion_script"), SQLDataType.INTEGER);
    static final Field<Integer> IS_CANCELED = field(name("is_canceled"), SQLDataType.INTEGER);
    static final Field<Integer> IS_ARCHIVED = field(name("is_archived"), SQLDataType.INTEGER);

    private Statuses() {}

    static String schema(ExampleDatabase database) {
        return """
            create table workflow_status (
                id           %1$s,
                run_id       integer not null default 1,
                has_detected_need_to_run_completion_script integer not null default 0,
                is_canceled  integer not null default 0,
                is_archived  integer not null default 0,
                workflow_id  %2$s        -- came later, has no foreign key
            );
            create table workflow (
                id           %1$s,
                name         text    not null,
                owner        text    not null,
                is_archived  integer not null default 0,
                status_id    %2$s not null references workflow_status (id)
            );
            create index ix_workflow_owner on workflow (owner);
            """.formatted(database.autoId(), pointer(database));
    }

    static String child(ExampleDatabase database, String table) {
        return """
            create table %1$s (
                id           %2$s,
                workflow_id  %3$s not null references workflow (id) on delete cascade,
                name         text    not null
            );
            create index ix_%1$s_workflow_id on %1$s (workflow_id);
            """.formatted(table, database.autoId(), pointer(database));
    }

    private static String pointer(ExampleDatabase database) {
        return database.isPostgres() ? "bigint " : "integer";
    }

    /** {@return the statements that delete workflows, as the application does it} */
    static String deletion(ExampleDatabase database, String which) {
        return (database.isPostgres() ? POSTGRES_DELETE : SQLITE_DELETE).formatted(which);
    }

    static void create(ExampleDatabase database) {
        database.execute(schema(database));
        CHILDREN.forEach(table -> database.execute(child(database, table)));
        database.execute(ROWS);
        if (database.isPostgres()) {
            database.execute(NUMBERS);
        }
        database.execute(deletion(database, DELETED));
        tablesBefore().forEach(database::analyze);
    }

    static List<String> tablesBefore() {
        return Stream.concat(Stream.of(STATUS), tablesAfter().stream()).toList();
    }

    static List<String> tablesAfter() {
        return Stream.concat(Stream.of(WORKFLOW), CHILDREN.stream()).toList();
    }
}
