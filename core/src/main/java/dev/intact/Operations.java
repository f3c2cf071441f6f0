package dev.intact;

import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.TableName;
import dev.intact.operation.AddCheck;
import dev.intact.operation.AddColumn;
import dev.intact.operation.AddForeignKey;
import dev.intact.operation.AddUnique;
import dev.intact.operation.Collapse;
import dev.intact.operation.CreateIndex;
import dev.intact.operation.DropCheck;
import dev.intact.operation.DropColumn;
import dev.intact.operation.DropForeignKey;
import dev.intact.operation.DropIndex;
import dev.intact.operation.DropNotNull;
import dev.intact.operation.DropUnique;
import dev.intact.operation.Filling;
import dev.intact.operation.OnDuplicates;
import dev.intact.operation.OnOrphans;
import dev.intact.operation.PruneOrphans;
import dev.intact.operation.Refusal;
import dev.intact.operation.Rekey;
import dev.intact.operation.SetNotNull;
import dev.intact.operation.Sorting;
import java.util.List;

/**
 * What a change is composed of; meant to be imported statically. Every name is one exact identifier of the database's
 * catalog and is never parsed; {@link #table} gives a schema. Where a name lacks its schema, the search path is used.
 */
public final class Operations {
    /** The statement fails, at its end or at the transaction's. */
    public static final ForeignKey.Action NO_ACTION = ForeignKey.Action.NO_ACTION;

    /** The statement fails at once. */
    public static final ForeignKey.Action RESTRICT = ForeignKey.Action.RESTRICT;

    /** The referencing rows follow. */
    public static final ForeignKey.Action CASCADE = ForeignKey.Action.CASCADE;

    /** The reference becomes NULL. */
    public static final ForeignKey.Action SET_NULL = ForeignKey.Action.SET_NULL;

    /** The reference becomes its default. */
    public static final ForeignKey.Action SET_DEFAULT = ForeignKey.Action.SET_DEFAULT;

    private Operations() {}

    /** {@return a table of that schema} */
    public static TableName table(String schema, String name) {
        return new TableName(schema, name);
    }

    /**
     * {@return an operation that makes columns unique} Without columns, add expressions: {@code
     * addUnique("tasks").onExpression("lower(title)")}.
     */
    public static AddUnique addUnique(String table, String... columns) {
        return addUnique(TableName.of(table), columns);
    }

    /** {@return an operation that makes columns unique} */
    public static AddUnique addUnique(TableName table, String... columns) {
        return AddUnique.of(table, List.of(columns));
    }

    /** {@return an operation that drops the unique constraint, or else the unique index, on these columns} */
    public static DropUnique dropUnique(String table, String... columns) {
        return dropUnique(TableName.of(table), columns);
    }

    /** {@return an operation that drops the unique constraint, or else the unique index, on these columns} */
    public static DropUnique dropUnique(TableName table, String... columns) {
        return new DropUnique(table, List.of(columns), null);
    }

    /** {@return an operation that creates an index} */
    public static CreateIndex createIndex(String table, String... columns) {
        return createIndex(TableName.of(table), columns);
    }

    /** {@return an operation that creates an index} */
    public static CreateIndex createIndex(TableName table, String... columns) {
        return CreateIndex.of(table, List.of(columns));
    }

    /** {@return an operation that drops an index, of whatever shape} */
    public static DropIndex dropIndex(String table, String index) {
        return dropIndex(TableName.of(table), index);
    }

    /** {@return an operation that drops an index, of whatever shape} */
    public static DropIndex dropIndex(TableName table, String index) {
        return new DropIndex(table, index, null);
    }

    /** {@return an operation that adds a nullable column; its type is SQL, as the database has it} */
    public static AddColumn addColumn(String table, String column, String type) {
        return addColumn(TableName.of(table), column, type);
    }

    /** {@return an operation that adds a nullable column; its type is SQL, as the database has it} */
    public static AddColumn addColumn(TableName table, String column, String type) {
        return AddColumn.of(table, column, type);
    }

    /** {@return an operation that drops a column, refused while it holds values or is in use} */
    public static DropColumn dropColumn(String table, String column) {
        return dropColumn(TableName.of(table), column);
    }

    /** {@return an operation that drops a column, refused while it holds values or is in use} */
    public static DropColumn dropColumn(TableName table, String column) {
        return new DropColumn(table, column, List.of(), false);
    }

    /** {@return an operation that forbids NULL in a column} */
    public static SetNotNull setNotNull(String table, String column) {
        return setNotNull(TableName.of(table), column);
    }

    /** {@return an operation that forbids NULL in a column} */
    public static SetNotNull setNotNull(TableName table, String column) {
        return new SetNotNull(table, column);
    }

    /** {@return an operation that allows NULL in a column} */
    public static DropNotNull dropNotNull(String table, String column) {
        return dropNotNull(TableName.of(table), column);
    }

    /** {@return an operation that allows NULL in a column} */
    public static DropNotNull dropNotNull(TableName table, String column) {
        return new DropNotNull(table, column);
    }

    /** {@return the beginning of an operation that makes a foreign key: {@code .references("workflow", "id")} follows} */
    public static AddForeignKey.From addForeignKey(String table, String... columns) {
        return addForeignKey(TableName.of(table), columns);
    }

    /** {@return the beginning of an operation that makes a foreign key: {@code .references("workflow", "id")} follows} */
    public static AddForeignKey.From addForeignKey(TableName table, String... columns) {
        return new AddForeignKey.From(table, List.of(columns));
    }

    /** {@return an operation that drops the foreign key on these columns} */
    public static DropForeignKey dropForeignKey(String table, String... columns) {
        return dropForeignKey(TableName.of(table), columns);
    }

    /** {@return an operation that drops the foreign key on these columns} */
    public static DropForeignKey dropForeignKey(TableName table, String... columns) {
        return new DropForeignKey(table, List.of(columns), null);
    }

    /**
     * {@return an operation that moves rows into quarantine which break a foreign key that is declared, in every table of
     * the database}
     */
    public static PruneOrphans pruneOrphans() {
        return new PruneOrphans(null, OnOrphans.DELETE);
    }

    /** {@return an operation that moves rows of that table into quarantine which break a foreign key that is declared} */
    public static PruneOrphans pruneOrphans(String table) {
        return pruneOrphans(TableName.of(table));
    }

    /** {@return an operation that moves rows of that table into quarantine which break a foreign key that is declared} */
    public static PruneOrphans pruneOrphans(TableName table) {
        return new PruneOrphans(table, OnOrphans.DELETE);
    }

    /** {@return the beginning of an operation that makes a 1:1 table a part of another: {@code .into("workflow")} follows} */
    public static Collapse.From collapse(String source) {
        return collapse(TableName.of(source));
    }

    /** {@return the beginning of an operation that makes a 1:1 table a part of another: {@code .into("workflow")} follows} */
    public static Collapse.From collapse(TableName source) {
        return new Collapse.From(source);
    }

    /** {@return the beginning of an operation that gives a table another key: {@code .from("slug").toUnique(…)} follows} */
    public static Rekey.Of rekey(String table) {
        return rekey(TableName.of(table));
    }

    /** {@return the beginning of an operation that gives a table another key: {@code .from("slug").toUnique(…)} follows} */
    public static Rekey.Of rekey(TableName table) {
        return new Rekey.Of(table);
    }

    /** {@return the beginning of a pair of columns: {@code .to("id")} follows} */
    public static ColumnPair.From column(String column) {
        return new ColumnPair.From(column);
    }

    /** {@return the choice to fill columns with their defaults} */
    public static Filling defaults() {
        return Filling.DEFAULTS;
    }

    /** {@return an operation that adds a CHECK constraint; the condition is SQL} */
    public static AddCheck addCheck(String table, String name, String condition) {
        return addCheck(TableName.of(table), name, condition);
    }

    /** {@return an operation that adds a CHECK constraint; the condition is SQL} */
    public static AddCheck addCheck(TableName table, String name, String condition) {
        return AddCheck.of(table, name, condition);
    }

    /** {@return an operation that drops a CHECK constraint} */
    public static DropCheck dropCheck(String table, String name) {
        return dropCheck(TableName.of(table), name);
    }

    /** {@return an operation that drops a CHECK constraint} */
    public static DropCheck dropCheck(TableName table, String name) {
        return new DropCheck(table, name);
    }

    /** {@return the choice to move rows that point at nothing into a quarantine table} */
    public static OnOrphans delete() {
        return OnOrphans.DELETE;
    }

    /** {@return the choice to set references to nothing to NULL, the rows as they are being copied into quarantine first} */
    public static OnOrphans setNull() {
        return OnOrphans.SET_NULL;
    }

    /** {@return the choice to refuse the change where rows stand in the way, and to list them; the default} */
    public static Refusal refuse() {
        return Refusal.REFUSAL;
    }

    /**
     * {@return the choice to keep the first of equal rows in that order} A row without a value comes last, whichever the
     * direction; the primary key settles ties.
     */
    public static OnDuplicates keepFirst(Sorting... order) {
        return new OnDuplicates(OnDuplicates.Keep.FIRST, List.of(order));
    }

    /**
     * {@return the choice to keep the last of equal rows in that order, which is the first in the opposite order} A row
     * without a value is kept only where no row has one; the primary key settles ties.
     */
    public static OnDuplicates keepLast(Sorting... order) {
        return new OnDuplicates(OnDuplicates.Keep.LAST, List.of(order));
    }

    /** {@return rows by that column, the smallest first} */
    public static Sorting asc(String column) {
        return new Sorting(column, false);
    }

    /** {@return rows by that column, the greatest first} */
    public static Sorting desc(String column) {
        return new Sorting(column, true);
    }
}
