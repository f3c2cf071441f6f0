package dev.intact.catalog;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A table on its way to being another one: all its parts, of which some are replaced. */
final class TableParts {
    private final TableName name;
    private final Table.Kind kind;
    private final List<TableName> partitions;
    private final List<String> partitionKey;

    private List<Column> columns;
    private @Nullable PrimaryKey primaryKey;
    private List<UniqueKey> uniqueKeys;
    private List<Index> indexes;
    private List<ForeignKey> foreignKeys;
    private List<Check> checks;
    private List<Dependent> dependents;
    private SortedMap<String, String> properties;
    private Pending pending;

    private TableParts(Table table) {
        name = table.name();
        kind = table.kind();
        columns = table.columns();
        primaryKey = table.primaryKey();
        uniqueKeys = table.uniqueKeys();
        indexes = table.indexes();
        foreignKeys = table.foreignKeys();
        checks = table.checks();
        dependents = table.dependents();
        partitions = table.partitions();
        partitionKey = table.partitionKey();
        properties = table.properties();
        pending = table.pending();
    }

    static TableParts of(Table table) {
        return new TableParts(table);
    }

    TableParts columns(List<Column> others) {
        columns = others;
        return this;
    }

    TableParts primaryKey(@Nullable PrimaryKey other) {
        primaryKey = other;
        return this;
    }

    TableParts uniqueKeys(List<UniqueKey> others) {
        uniqueKeys = others;
        return this;
    }

    TableParts indexes(List<Index> others) {
        indexes = others;
        return this;
    }

    TableParts foreignKeys(List<ForeignKey> others) {
        foreignKeys = others;
        return this;
    }

    TableParts checks(List<Check> others) {
        checks = others;
        return this;
    }

    TableParts dependents(List<Dependent> others) {
        dependents = others;
        return this;
    }

    TableParts properties(SortedMap<String, String> others) {
        properties = others;
        return this;
    }

    TableParts pending(Pending other) {
        pending = other;
        return this;
    }

    Table together() {
        return new Table(
                name,
                kind,
                columns,
                primaryKey,
                uniqueKeys,
                indexes,
                foreignKeys,
                checks,
                dependents,
                partitions,
                partitionKey,
                properties,
                pending);
    }
}
