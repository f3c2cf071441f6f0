package dev.intact.postgres;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Columns' names as the server writes them in expressions: quoted only where they must be. */
final class ColumnNames {
    private final DSLContext database;

    ColumnNames(DSLContext database) {
        this.database = database;
    }

    /**
     * A column in an expression.
     *
     * @param name its name
     * @param quoted its name as the server writes it
     */
    record ColumnName(String name, String quoted) {}

    ColumnName of(String column) {
        var quoted = database.fetchSingle("select quote_ident({0})", DSL.inline(column))
                .get(0, String.class);
        return new ColumnName(column, quoted);
    }
}
