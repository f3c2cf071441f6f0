package dev.intact.examples;

import static dev.intact.examples.Tasks.EXTERNAL_ID;
import static dev.intact.examples.Tasks.MILESTONE_ID;
import static dev.intact.examples.Tasks.PROJECT_ID;
import static dev.intact.examples.Tasks.TITLE;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lower;

import java.util.List;
import java.util.function.BiFunction;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;

/**
 * By what the application recognises a task that exists already.
 *
 * @param key the terms of the unique key that it relies on, as ON CONFLICT names them
 * @param same whether a row of one table means the same task as a row of another
 */
record Identity(List<Field<?>> key, BiFunction<Table<?>, Table<?>, Condition> same) {
    /** The same external id in the same project. */
    static final Identity EXTERNAL = new Identity(
            List.of(PROJECT_ID, EXTERNAL_ID),
            (one, other) -> equal(PROJECT_ID, one, other).and(equal(EXTERNAL_ID, one, other)));

    /** The same title in the same project, in upper or lower case. */
    static final Identity TITLE_IN_PROJECT = new Identity(List.of(PROJECT_ID, lower(TITLE)), Identity::sameTitle);

    /** {@return the same title in the same milestone of the same project, or both in none} */
    static Identity titleInMilestone(ExampleDatabase database) {
        return new Identity(
                database.isPostgres()
                        ? List.of(PROJECT_ID, MILESTONE_ID, lower(TITLE))
                        : List.of(PROJECT_ID, coalesce(MILESTONE_ID, inline(0)), lower(TITLE)),
                (one, other) ->
                        sameTitle(one, other).and(of(one, MILESTONE_ID).isNotDistinctFrom(of(other, MILESTONE_ID))));
    }

    private static Condition sameTitle(Table<?> one, Table<?> other) {
        return equal(PROJECT_ID, one, other).and(lower(of(one, TITLE)).eq(lower(of(other, TITLE))));
    }

    private static <T> Condition equal(Field<T> column, Table<?> one, Table<?> other) {
        return of(one, column).eq(of(other, column));
    }

    private static <T> Field<T> of(Table<?> table, Field<T> column) {
        return field(table.getUnqualifiedName().append(column.getUnqualifiedName()), column.getDataType());
    }
}
