package dev.intact.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A UNIQUE constraint. A unique index that belongs to no constraint is an {@link Index}.
 *
 * @param name its name, or null where it has none or any
 * @param columns its columns, in order
 * @param include further columns that its index carries
 * @param nullsDistinct whether rows with a NULL among the columns never equal each other, as SQL has it by default
 * @param deferral when it is checked
 */
public record UniqueKey(
        @Nullable String name, List<String> columns, List<String> include, boolean nullsDistinct, Deferral deferral) {
    public UniqueKey {
        columns = List.copyOf(columns);
        include = List.copyOf(include);
    }

    /** {@return whether both forbid the same rows at the same time; names do not matter} */
    public boolean sameShape(UniqueKey other) {
        return columns.equals(other.columns) && nullsDistinct == other.nullsDistinct && deferral == other.deferral;
    }

    @Override
    public String toString() {
        return "unique " + (nullsDistinct ? "" : "nulls not distinct ") + "(" + String.join(", ", columns) + ")"
                + (include.isEmpty() ? "" : " include (" + String.join(", ", include) + ")")
                + (deferral.deferrable() ? " " + deferral : "");
    }
}
