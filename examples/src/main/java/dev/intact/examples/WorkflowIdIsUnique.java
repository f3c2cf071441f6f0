package dev.intact.examples;

import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.keepLast;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import dev.intact.operation.Change;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Insert;
import org.jooq.Record;
import org.jooq.Row3;
import org.jooq.Table;
import org.jooq.exception.TooManyRowsException;
import org.jooq.impl.SQLDataType;

/**
 * A column that the code takes for unique, and that has only a plain index. Meanwhile workflows that were started twice
 * have rows of the same workflow_id.
 */
final class WorkflowIdIsUnique implements Example {
    private static final String NAME = "workflow_executions";
    private static final String SCHEMA = """
            create table workflow_executions (
                id           %s,
                workflow_id  varchar(255) not null,
                status       varchar(20)  not null,
                started_at   timestamp    not null
            );
            create index ix_workflow_executions_workflow_id on workflow_executions (workflow_id);
            """;

    private static final Table<Record> EXECUTIONS = table(name(NAME));
    private static final Table<Record> MOVED = table(name("intact_quarantine_" + NAME));
    private static final Field<Long> ID = field(name("id"), SQLDataType.BIGINT);
    private static final Field<String> WORKFLOW_ID = field(name("workflow_id"), SQLDataType.VARCHAR);
    private static final Field<String> STATUS = field(name("status"), SQLDataType.VARCHAR);
    private static final Field<LocalDateTime> STARTED_AT = field(name("started_at"), SQLDataType.LOCALDATETIME);
    private static final List<Field<?>> COLUMNS = List.of(ID, WORKFLOW_ID, STATUS, STARTED_AT);

    private static final int WORKFLOWS = 4000;
    private static final List<Integer> STARTED_AGAIN = List.of(17, 22, 17, 1500, 22, 17);
    private static final LocalDateTime FIRST_START = LocalDateTime.of(2025, 10, 1, 8, 0);

    /** Runs this example alone. */
    public static void main(String[] arguments) {
        Examples.run(new WorkflowIdIsUnique());
    }

    @Override
    public void tell(Story story, ExampleDatabase database) {
        story.title("A workflow has one execution", database);
        var narrator = new Narrator(story, database, NAME);

        story.chapter("What is there");
        fill(database);
        tellWhatIsThere(story, database);
        var start = database.snapshot(NAME);

        story.chapter("The change that is wanted");
        var unique = addUnique(NAME, "workflow_id")
                .named("uq_workflow_executions_workflow_id")
                .replacingIndex("ix_workflow_executions_workflow_id");
        var change = Change.of("workflow_id is unique", unique);
        story.tell(
                "A unique key. It makes the plain index redundant, which therefore goes in the same change. In Java:");
        story.show(JavaText.of(change));

        story.chapter("What happens if it is applied as it is");
        narrator.refused(change);

        story.chapter("The choice");
        story.tell(
                "Which of several executions is the right one? Here it is the one that was started last, since the "
                        + "earlier ones failed. That has to be said; the others are then moved to a table beside, none is deleted:");
        var decided = Change.of("workflow_id is unique", unique.onDuplicates(keepLast(asc("started_at"))));
        var report = narrator.planAndRun(decided);

        story.chapter("The proof");
        narrator.noRowLost(start, NAME);
        narrator.showQuarantine(NAME);
        story.proof("each of them had failed", !database.jooq().fetchExists(MOVED, STATUS.ne("failed")));
        tellWhatIsBetter(story, database);
        narrator.isRefused("a second execution of wf-17", execution(database, 17));
        narrator.again(decided);

        story.chapter("The way back");
        narrator.takeBack(report, start);
        narrator.isAccepted("a second execution of wf-17, as it did before", execution(database, 17));
        story.tell("The key is gone, so the rows that were moved can be put back:");
        narrator.putBack(NAME);
        story.proof(
                "%s is, row for row and index for index, what it was at the start".formatted(NAME),
                start,
                database.snapshot(NAME));
    }

    private static void fill(ExampleDatabase database) {
        database.execute(SCHEMA.formatted(database.autoId()));
        var first = IntStream.range(0, WORKFLOWS).mapToObj(i -> start(i, i, STARTED_AGAIN.contains(i)));
        var again = IntStream.range(0, STARTED_AGAIN.size())
                .mapToObj(i -> start(
                        STARTED_AGAIN.get(i),
                        WORKFLOWS + i,
                        STARTED_AGAIN.subList(i + 1, STARTED_AGAIN.size()).contains(STARTED_AGAIN.get(i))));
        database.jooq()
                .insertInto(EXECUTIONS, WORKFLOW_ID, STATUS, STARTED_AT)
                .valuesOfRows(Stream.concat(first, again).toList())
                .execute();
        database.analyze(NAME);
    }

    private static Row3<String, String, LocalDateTime> start(int workflow, int minute, boolean failed) {
        return row("wf-" + workflow, failed ? "failed" : "completed", FIRST_START.plusMinutes(minute));
    }

    private static Insert<?> execution(ExampleDatabase database, int workflow) {
        return database.jooq()
                .insertInto(EXECUTIONS, WORKFLOW_ID, STATUS, STARTED_AT)
                .valuesOfRows(List.of(start(workflow, WORKFLOWS * 2, false)));
    }

    private static void tellWhatIsThere(Story story, ExampleDatabase database) {
        story.tell("An application runs workflows and keeps a row about each. The table:");
        story.show(SCHEMA.formatted(database.autoId()));
        var repeated = database.jooq()
                .select(WORKFLOW_ID, count())
                .from(EXECUTIONS)
                .groupBy(WORKFLOW_ID)
                .having(count().gt(1))
                .orderBy(WORKFLOW_ID)
                .fetch();
        story.tell(
                "It has %d rows. The code asks for \"the\" execution of a workflow, but nothing keeps a workflow from "
                                .formatted(database.count(NAME))
                        + "having several: the index on workflow_id is not unique. These have:");
        story.show(repeated);
        var example = repeated.get(0).value1();
        story.tell("For instance:");
        story.show(database.jooq()
                .select(COLUMNS)
                .from(EXECUTIONS)
                .where(WORKFLOW_ID.eq(example))
                .orderBy(ID)
                .fetch());
        story.proof(
                "asking for the one execution of %s fails with TooManyRowsException".formatted(example),
                isAmbiguous(database, example));
    }

    private static boolean isAmbiguous(ExampleDatabase database, String workflow) {
        try {
            database.jooq()
                    .selectFrom(EXECUTIONS)
                    .where(WORKFLOW_ID.eq(workflow))
                    .fetchOptional();
            return false;
        } catch (TooManyRowsException e) {
            return true;
        }
    }

    private static void tellWhatIsBetter(Story story, ExampleDatabase database) {
        for (var workflow : database.jooq()
                .selectDistinct(WORKFLOW_ID)
                .from(MOVED)
                .orderBy(WORKFLOW_ID)
                .fetch(WORKFLOW_ID)) {
            var one = database.jooq()
                    .select(ID, STATUS)
                    .from(EXECUTIONS)
                    .where(WORKFLOW_ID.eq(workflow))
                    .fetchSingle();
            story.proof(
                    "asking for the one execution of %s gives row %d, %s, which was started last"
                            .formatted(workflow, one.get(ID), one.get(STATUS)),
                    !database.jooq()
                            .fetchExists(select(ID)
                                    .from(MOVED)
                                    .where(WORKFLOW_ID.eq(workflow))
                                    .and(STARTED_AT.gt(
                                            select(STARTED_AT).from(EXECUTIONS).where(ID.eq(one.get(ID)))))));
        }
    }
}
