package dev.intact.catalog;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A foreign key.
 *
 * @param name its name, or null where it has none or any
 * @param columns the referencing columns
 * @param referenced the referenced table
 * @param referencedColumns the referenced columns, in the order of {@code columns}; empty for the primary key where
 *     SQLite was not told
 * @param onDelete what happens when the referenced row is deleted
 * @param onUpdate what happens when the referenced key changes
 * @param setColumns the columns that SET NULL or SET DEFAULT sets, empty for all
 * @param matchFull whether half-NULL references are refused
 * @param deferral when it is checked
 * @param validated whether the rows that were there before it have been checked
 */
public record ForeignKey(
        @Nullable String name,
        List<String> columns,
        TableName referenced,
        List<String> referencedColumns,
        Action onDelete,
        Action onUpdate,
        List<String> setColumns,
        boolean matchFull,
        Deferral deferral,
        boolean validated) {
    /** What happens to the referencing rows. */
    public enum Action {
        /** The statement fails, at its end or at the transaction's. */
        NO_ACTION,
        /** The statement fails at once. */
        RESTRICT,
        /** They follow. */
        CASCADE,
        /** Their reference becomes NULL. */
        SET_NULL,
        /** Their reference becomes its default. */
        SET_DEFAULT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    public ForeignKey {
        columns = List.copyOf(columns);
        referencedColumns = List.copyOf(referencedColumns);
        setColumns = List.copyOf(setColumns);
    }

    @Override
    public String toString() {
        return "foreign key (" + String.join(", ", columns) + ") references " + referenced
                + (referencedColumns.isEmpty() ? "" : " (" + String.join(", ", referencedColumns) + ")")
                + (onDelete == Action.NO_ACTION ? "" : " on delete " + onDelete)
                + (setColumns.isEmpty() ? "" : " (" + String.join(", ", setColumns) + ")")
                + (onUpdate == Action.NO_ACTION ? "" : " on update " + onUpdate)
                + (matchFull ? " match full" : "")
                + (deferral.deferrable() ? " " + deferral : "")
                + (validated ? "" : " (not validated)");
    }
}
