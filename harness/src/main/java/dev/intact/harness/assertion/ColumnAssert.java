package dev.intact.harness.assertion;

import dev.intact.catalog.Column;
import dev.intact.catalog.Generation;
import dev.intact.error.Fact;
import java.util.List;

/** Assertions about a column of a table. */
public final class ColumnAssert extends FactsAssert<ColumnAssert, Column> {
    private final TableAssert table;

    ColumnAssert(Column actual, TableAssert table) {
        super(actual, ColumnAssert.class);
        this.table = table;
    }

    /** NULL is forbidden: the column is declared NOT NULL, or a part of a primary key that implies it. */
    @Override
    public ColumnAssert isNotNull() {
        return holds(actual.notNull(), "not null");
    }

    /** NULL is allowed. */
    public ColumnAssert isNullable() {
        return holds(!actual.notNull(), "nullable");
    }

    /**
     * The type is that one.
     *
     * @param type as the database writes it, whatever its case: {@code character varying(9)}
     */
    public ColumnAssert hasType(String type) {
        return holds(actual.type().equalsIgnoreCase(type), "of type " + type);
    }

    /**
     * The default is that one.
     *
     * @param sql as the database writes it
     */
    public ColumnAssert hasDefault(String sql) {
        var value = actual.defaultValue();
        return holds(value != null && value.sql().equals(sql), "default " + sql);
    }

    /** There is no default. */
    public ColumnAssert hasNoDefault() {
        return holds(actual.defaultValue() == null, "without a default");
    }

    /** The column is computed, or numbered by the database. */
    public ColumnAssert isGenerated() {
        return holds(!(actual.generation() instanceof Generation.None), "generated");
    }

    /** {@return assertions about the table, to go on} */
    public TableAssert and() {
        return table;
    }

    private ColumnAssert holds(boolean so, String expected) {
        if (!so) {
            throw failure(
                    "the column %s is otherwise".formatted(actual.name()),
                    List.of(Fact.of("expected", expected), Fact.of("there is", actual.toString())));
        }
        return this;
    }
}
