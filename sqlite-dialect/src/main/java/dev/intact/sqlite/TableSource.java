package dev.intact.sqlite;

import dev.intact.error.UnsupportedChangeException;
import java.util.List;
import java.util.Optional;

/**
 * What SQLite tells of a table: its stored text, and what its PRAGMAs make of it.
 *
 * @param name its name
 * @param definition its CREATE TABLE
 * @param columns its columns
 * @param indexes those of CREATE INDEX, in the order in which they were made
 * @param keyHasIndex whether the primary key has an index of its own; a key that has none is the rowid
 */
record TableSource(
        String name, CreateTable definition, List<Row> columns, List<IndexSource> indexes, boolean keyHasIndex) {
    /**
     * A row of {@code table_xinfo}.
     *
     * @param name the column's name
     * @param notNull whether it says NOT NULL, or SQLite takes it to say so
     * @param inKey whether it belongs to the primary key
     */
    record Row(String name, boolean notNull, boolean inKey) {}

    TableSource {
        columns = List.copyOf(columns);
        indexes = List.copyOf(indexes);
    }

    /** {@return the column that is another name of the rowid, if one is: https://sqlite.org/lang_createtable.html#rowid} */
    Optional<String> rowidAlias() {
        return keyHasIndex
                ? Optional.empty()
                : columns.stream().filter(Row::inKey).map(Row::name).findFirst();
    }

    /** {@return the column's name as the table has it} */
    String exact(String column) {
        return columns.stream()
                .map(Row::name)
                .filter(name -> Identifiers.same(name, column))
                .findFirst()
                .orElse(column);
    }

    /** {@return the type of that column, as SQLite says it; empty where it has none} */
    String type(String column) {
        return definition
                .column(column)
                .map(ColumnDefinition::type)
                .map(UserSql::storedType)
                .orElse("");
    }

    /** {@return the collation of that column, in which SQLite compares it where nothing else is said} */
    Optional<String> collation(String column) {
        return definition.column(column).stream()
                .flatMap(each -> each.constraints().stream())
                .filter(ConstraintClause.Collate.class::isInstance)
                .map(each -> ((ConstraintClause.Collate) each).collation())
                .reduce((first, last) -> last)
                .filter(name -> !Identifiers.same(name, "binary"));
    }

    /** Reads a text that SQLite has stored. */
    static CreateTable parse(StoredSchema.Entry table) {
        try {
            return CreateTable.parse(table.sql());
        } catch (IllegalArgumentException e) {
            throw notUnderstood(table, e);
        }
    }

    static CreateIndex parseIndex(StoredSchema.Entry index) {
        try {
            return CreateIndex.parse(index.sql());
        } catch (IllegalArgumentException e) {
            throw notUnderstood(index, e);
        }
    }

    private static UnsupportedChangeException notUnderstood(StoredSchema.Entry entry, IllegalArgumentException reason) {
        return new UnsupportedChangeException(
                "reading the %s %s".formatted(entry.type(), entry.name()),
                "its text in sqlite_schema is not understood: " + reason.getMessage(),
                "write it anew in the words of SQLite's documentation");
    }
}
