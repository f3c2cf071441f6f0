package dev.intact.postgres;

import java.util.function.Consumer;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SQL;

/**
 * Something to ask the catalogs of tables.
 *
 * @param query asks it
 * @param answer takes what comes back
 */
record Question(SQL query, Consumer<Result<Record>> answer) {
    /** {@return one whose answer is taken row by row} */
    static Question ofRows(SQL query, Consumer<Record> row) {
        return new Question(query, rows -> rows.forEach(row));
    }
}
