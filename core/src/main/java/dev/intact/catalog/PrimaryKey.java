package dev.intact.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A primary key.
 *
 * @param name its constraint's name, or null where it has none or any
 * @param columns its columns, in order
 * @param include further columns that its index carries
 * @param deferral when it is checked
 */
public record PrimaryKey(@Nullable String name, List<String> columns, List<String> include, Deferral deferral) {
    public PrimaryKey {
        columns = List.copyOf(columns);
        include = List.copyOf(include);
    }

    @Override
    public String toString() {
        return "primary key (" + String.join(", ", columns) + ")"
                + (include.isEmpty() ? "" : " include (" + String.join(", ", include) + ")")
                + (deferral.deferrable() ? " " + deferral : "");
    }
}
