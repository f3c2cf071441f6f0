package dev.intact.examples;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/** A column of one table that points at the rows of another by their ids. */
record Reference(String from, String column, String to) {
    static final Field<Integer> ID = field(name("id"), SQLDataType.INTEGER);

    Field<Integer> pointer() {
        return field(name(column), SQLDataType.INTEGER);
    }

    /** NULL points nowhere, which is no wrong place. */
    Condition toNothing() {
        return pointer().isNotNull().and(pointer().notIn(select(ID).from(table(name(to)))));
    }

    long orphans(ExampleDatabase database) {
        return database.jooq().fetchCount(table(name(from)), toNothing());
    }

    /** {@return the foreign key, as {@link ExampleDatabase#foreignKeys} tells it} */
    String foreignKey() {
        return "FOREIGN KEY (%s) REFERENCES %s(id)".formatted(column, to);
    }

    @Override
    public String toString() {
        return "%s (%s) -> %s (id)".formatted(from, column, to);
    }
}
