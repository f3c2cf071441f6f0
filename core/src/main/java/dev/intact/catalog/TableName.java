package dev.intact.catalog;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The exact name of a table, or of anything else that lives in a schema. Names are never parsed: {@code "app.workflow"}
 * is a name with a dot in it.
 *
 * @param schema the schema, or null for the first schema of the search path that has the name
 * @param name the name as the database's catalog holds it
 */
public record TableName(@Nullable String schema, String name) implements Comparable<TableName> {
    private static final Comparator<TableName> ORDER = Comparator.comparing(
                    (TableName table) -> table.schema == null ? "" : table.schema)
            .thenComparing(TableName::name);

    /** {@return the name without a schema} */
    public static TableName of(String name) {
        return new TableName(null, name);
    }

    /** {@return whether both may name the same: a name without a schema does so in any} */
    public boolean mayBe(TableName other) {
        return name.equals(other.name) && (schema == null || other.schema == null || schema.equals(other.schema));
    }

    /** {@return another name in the same schema} */
    public TableName sibling(String other) {
        return new TableName(schema, other);
    }

    @Override
    public int compareTo(TableName other) {
        return ORDER.compare(this, other);
    }

    /** {@return the name for people to read; not quoted, so never to be executed} */
    @Override
    public String toString() {
        return schema == null ? name : schema + "." + name;
    }
}
