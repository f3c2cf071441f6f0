package dev.intact.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

    /** {@return this key under another name} */
    public ForeignKey withName(@Nullable String other) {
        return new ForeignKey(
                other,
                columns,
                referenced,
                referencedColumns,
                onDelete,
                onUpdate,
                setColumns,
                matchFull,
                deferral,
                validated);
    }

    /** {@return this key to those columns of that table, named exactly} */
    public ForeignKey to(TableName table, List<String> itsColumns) {
        return new ForeignKey(
                name, columns, table, itsColumns, onDelete, onUpdate, setColumns, matchFull, deferral, validated);
    }

    /** {@return this key with those actions} */
    public ForeignKey withActions(Action whenDeleted, Action whenUpdated) {
        return new ForeignKey(
                name,
                columns,
                referenced,
                referencedColumns,
                whenDeleted,
                whenUpdated,
                setColumns,
                matchFull,
                deferral,
                validated);
    }

    /** {@return this key, its SET NULL or SET DEFAULT setting those columns only} */
    public ForeignKey withSetColumns(List<String> some) {
        return new ForeignKey(
                name, columns, referenced, referencedColumns, onDelete, onUpdate, some, matchFull, deferral, validated);
    }

    /** {@return this key, half-NULL references being refused or not} */
    public ForeignKey withMatchFull(boolean full) {
        return new ForeignKey(
                name,
                columns,
                referenced,
                referencedColumns,
                onDelete,
                onUpdate,
                setColumns,
                full,
                deferral,
                validated);
    }

    /** {@return this key, checked then} */
    public ForeignKey withDeferral(Deferral when) {
        return new ForeignKey(
                name,
                columns,
                referenced,
                referencedColumns,
                onDelete,
                onUpdate,
                setColumns,
                matchFull,
                when,
                validated);
    }

    /** {@return this key, the rows that were there before it having been checked or not} */
    public ForeignKey withValidated(boolean checked) {
        return new ForeignKey(
                name,
                columns,
                referenced,
                referencedColumns,
                onDelete,
                onUpdate,
                setColumns,
                matchFull,
                deferral,
                checked);
    }

    /** {@return whether both point with the same columns at the same columns, in whatever order; both name these} */
    public boolean sameReference(ForeignKey other) {
        return referenced.equals(other.referenced) && pairs().equals(other.pairs());
    }

    private Map<String, String> pairs() {
        var pairs = new HashMap<String, String>();
        for (int i = 0; i < Math.min(columns.size(), referencedColumns.size()); i++) {
            pairs.put(columns.get(i), referencedColumns.get(i));
        }
        return pairs;
    }

    /** {@return whether both do the same at the same time; what they point at, names and validation do not matter} */
    public boolean sameRule(ForeignKey other) {
        return onDelete == other.onDelete
                && onUpdate == other.onUpdate
                && Set.copyOf(setColumns).equals(Set.copyOf(other.setColumns))
                && matchFull == other.matchFull
                && deferral == other.deferral;
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
