package dev.intact.examples;

import static dev.intact.examples.Statuses.ID;
import static dev.intact.examples.Statuses.IS_ARCHIVED;
import static dev.intact.examples.Statuses.IS_CANCELED;
import static dev.intact.examples.Statuses.NAME;
import static dev.intact.examples.Statuses.NEEDS_SCRIPT;
import static dev.intact.examples.Statuses.OWNER;
import static dev.intact.examples.Statuses.RUN_ID;
import static dev.intact.examples.Statuses.STATUS;
import static dev.intact.examples.Statuses.STATUSES;
import static dev.intact.examples.Statuses.STATUS_ID;
import static dev.intact.examples.Statuses.WORKFLOW;
import static dev.intact.examples.Statuses.WORKFLOWS;
import static dev.intact.examples.Statuses.WORKFLOW_ID;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;

import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** What one would ask about workflows and their statuses, before the change and after it. */
final class StatusQueries {
    /** A row of the status that no workflow points at. */
    static final Condition NOBODYS = ID.notIn(select(STATUS_ID).from(WORKFLOWS));

    private static final List<Field<Integer>> FLAGS = List.of(RUN_ID, NEEDS_SCRIPT, IS_CANCELED, IS_ARCHIVED);

    private StatusQueries() {}

    private static <T> Field<T> of(String table, Field<T> column) {
        return field(name(table, column.getName()), column.getDataType());
    }

    private static Table<Record> joined() {
        return WORKFLOWS.join(STATUSES).on(of(STATUS, ID).eq(of(WORKFLOW, STATUS_ID)));
    }

    /** {@return each workflow and its status, from two tables} */
    static Select<?> fromBoth() {
        return select(of(WORKFLOW, ID), of(WORKFLOW, NAME), of(WORKFLOW, OWNER))
                .select(FLAGS.stream().map(flag -> of(STATUS, flag)).toList())
                .from(joined())
                .orderBy(of(WORKFLOW, ID));
    }

    /** {@return the same, from one} */
    static Select<?> fromOne() {
        return select(ID, NAME, OWNER).select(FLAGS).from(WORKFLOWS).orderBy(ID);
    }

    /** {@return what all values of the status add up to, from two tables} */
    static Select<?> sumsFromBoth() {
        return select(DSL.count().as("workflows"))
                .select(FLAGS.stream()
                        .map(flag -> sum(of(STATUS, flag)).as(flag.getName()))
                        .toList())
                .from(joined());
    }

    /** {@return the same, from one} */
    static Select<?> sumsFromOne() {
        return select(DSL.count().as("workflows"))
                .select(FLAGS.stream().map(flag -> sum(flag).as(flag.getName())).toList())
                .from(WORKFLOWS);
    }

    /** {@return workflows of which the two tables do not say the same} */
    static Select<?> disagreeing() {
        return select(
                        of(WORKFLOW, ID),
                        of(WORKFLOW, IS_ARCHIVED).as("workflow says"),
                        of(STATUS, IS_ARCHIVED).as("workflow_status says"))
                .from(joined())
                .where(of(WORKFLOW, IS_ARCHIVED).ne(of(STATUS, IS_ARCHIVED)))
                .orderBy(of(WORKFLOW, ID));
    }

    /** {@return statuses that are nobody's} */
    static Select<?> stranded() {
        return select(ID)
                .select(FLAGS)
                .select(WORKFLOW_ID)
                .from(STATUSES)
                .where(NOBODYS)
                .orderBy(ID);
    }

    /** {@return the columns of a status, of rows that were moved to another table} */
    static Select<?> kept(String quarantine) {
        return select(ID)
                .select(FLAGS)
                .select(WORKFLOW_ID)
                .from(table(name(quarantine)))
                .orderBy(ID);
    }
}
