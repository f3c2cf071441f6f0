package dev.intact.examples;

import static dev.intact.examples.Tasks.EXTERNAL_ID;
import static dev.intact.examples.Tasks.ID;
import static dev.intact.examples.Tasks.MILESTONE_ID;
import static dev.intact.examples.Tasks.PROJECT_ID;
import static dev.intact.examples.Tasks.TASKS;
import static dev.intact.examples.Tasks.TITLE;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.val;

import java.util.List;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Insert;
import org.jooq.Row5;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The application: creates a task once, however often it is asked to. What it relies on is the unique key; it never looks
 * first and inserts then, since another process could insert in between.
 *
 * @param database where the tasks are
 * @param identity by what a task is recognised
 */
record TaskService(DSLContext database, Identity identity) {
    private static final Field<Integer> PLACE = field(name("place"), SQLDataType.INTEGER);

    /**
     * The answer to a request.
     *
     * @param id the task's
     * @param created whether it was this request that created it
     */
    record Answer(long id, boolean created) {
        @Override
        public String toString() {
            return "%s, task %d".formatted(created ? "201 Created" : "200 OK", id);
        }
    }

    Answer create(NewTask task) {
        return createAll(List.of(task)).get(0);
    }

    /**
     * {@return an answer for each, in their order; the same task may be asked for several times} Each has what it is
     * recognised by: an external id, where that is it.
     *
     * <p>One row was inserted, or none: that is how it tells what it created. RETURNING would not tell on SQLite, where
     * jOOQ asks for the id that was inserted last, be it by an earlier statement.
     */
    List<Answer> createAll(List<NewTask> tasks) {
        return database.transactionResult(transaction -> {
            var here = transaction.dsl();
            var inserted = here.batch(
                            tasks.stream().map(task -> insert(here, task)).toList())
                    .execute();
            var ids = ids(here, tasks);
            return IntStream.range(0, inserted.length)
                    .mapToObj(i -> new Answer(ids.get(i), inserted[i] == 1))
                    .toList();
        });
    }

    private Insert<?> insert(DSLContext here, NewTask task) {
        return here.insertInto(TASKS, PROJECT_ID, MILESTONE_ID, TITLE, EXTERNAL_ID)
                .values(task.project(), task.milestone(), task.title(), task.externalId())
                .onConflict(identity.key())
                .doNothing();
    }

    private List<Long> ids(DSLContext here, List<NewTask> tasks) {
        Table<?> wanted = DSL.values(rows(tasks))
                .as("wanted", PLACE.getName(), "project_id", "milestone_id", "title", "external_id");
        return here.select(field(name("tasks", "id"), ID.getDataType()))
                .from(wanted)
                .join(TASKS)
                .on(identity.same().apply(wanted, TASKS))
                .orderBy(PLACE)
                .fetch(0, Long.class);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // An array of a generic type.
    private static Row5<Integer, Integer, Integer, String, String>[] rows(List<NewTask> tasks) {
        return IntStream.range(0, tasks.size())
                .mapToObj(i -> numbered(i, tasks.get(i)))
                .toArray(Row5[]::new);
    }

    private static Row5<Integer, Integer, Integer, String, String> numbered(int place, NewTask task) {
        return row(
                val(place),
                val(task.project()),
                val(task.milestone(), SQLDataType.INTEGER),
                val(task.title()),
                val(task.externalId(), SQLDataType.CLOB));
    }
}
