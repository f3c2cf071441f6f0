package dev.intact.flyway;

import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.addUnique;

import dev.intact.operation.Change;

/** The history of a small application: SQL files, and changes between them. */
final class History {
    static final String TABLES = """
            create table project (id integer primary key);
            create table task (id integer primary key, project_id integer not null, code text);
            create index ix_task_code on task (code);
            insert into project values (1);
            """;
    static final IntactMigration CODES_ARE_UNIQUE = IntactMigration.of(
            "2", Change.of("task codes are unique", addUnique("task", "code").replacingIndex("ix_task_code")));
    static final String ROWS = "insert into task values (1, 1, 'a'), (2, 1, 'b');";
    static final IntactMigration TASKS_HAVE_A_PROJECT = IntactMigration.of(
            "4",
            Change.of(
                    "tasks have a project", addForeignKey("task", "project_id").references("project", "id")));

    private History() {}
}
