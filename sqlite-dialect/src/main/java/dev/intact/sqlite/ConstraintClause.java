package dev.intact.sqlite;

import dev.intact.catalog.Deferral;
import dev.intact.catalog.ForeignKey.Action;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind a column or behind all columns of a CREATE TABLE
 * (<a href="https://sqlite.org/lang_createtable.html">CREATE TABLE</a>). A clause behind a column names that column
 * itself, so that both places read alike.
 */
sealed interface ConstraintClause {
    /** {@return the name after CONSTRAINT, directly before this clause} */
    @Nullable
    String name();

    /** {@return the whole clause, its name included} */
    Span span();

    record PrimaryKey(
            @Nullable String name,
            List<IndexedColumn> columns,
            boolean autoincrement,
            @Nullable ConflictClause onConflict,
            Span span)
            implements ConstraintClause {}

    record Unique(
            @Nullable String name,
            List<IndexedColumn> columns,
            @Nullable ConflictClause onConflict,
            Span span) implements ConstraintClause {}

    record NotNull(@Nullable String name, @Nullable ConflictClause onConflict, Span span) implements ConstraintClause {}

    /** NULL, which SQLite reads and ignores. */
    record Null(@Nullable String name, Span span) implements ConstraintClause {}

    record Check(@Nullable String name, String expression, Span span) implements ConstraintClause {}

    /**
     * A default.
     *
     * @param expression what stands inside the parentheses if there are any, as in {@code table_xinfo}
     * @param parenthesized whether there are: without them only a literal can stand there, and a name is a string
     */
    record Default(@Nullable String name, String expression, boolean parenthesized, Span span)
            implements ConstraintClause {}

    record Collate(@Nullable String name, String collation, Span span) implements ConstraintClause {}

    /**
     * A foreign key.
     *
     * @param referencedColumns empty for the referenced table's primary key
     * @param match the name after MATCH, which SQLite ignores
     * @param deferral also when a {@link Deferring} further on sets it
     */
    record ForeignKey(
            @Nullable String name,
            List<String> columns,
            String referenced,
            List<String> referencedColumns,
            Action onDelete,
            Action onUpdate,
            @Nullable String match,
            Deferral deferral,
            Span span)
            implements ConstraintClause {
        ForeignKey withDeferral(Deferral other) {
            return new ForeignKey(name, columns, referenced, referencedColumns, onDelete, onUpdate, match, other, span);
        }
    }

    /**
     * A DEFERRABLE clause apart from its foreign key, which is the last one before it, even another column's. Whoever
     * removes that foreign key must remove this too, or it falls to the one before.
     */
    record Deferring(@Nullable String name, Deferral deferral, Span span) implements ConstraintClause {}

    record Generated(@Nullable String name, String expression, boolean stored, Span span) implements ConstraintClause {}

    /** A name that nothing follows, or anything else that SQLite's grammar does not have today. */
    record Unknown(@Nullable String name, String text, Span span) implements ConstraintClause {}

    /** What happens to a row that violates a constraint: https://sqlite.org/lang_conflict.html. */
    enum ConflictClause {
        ROLLBACK,
        ABORT,
        FAIL,
        IGNORE,
        REPLACE
    }
}
