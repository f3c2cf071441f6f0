package dev.intact.postgres;

import dev.intact.catalog.Check;
import dev.intact.catalog.Column;
import dev.intact.catalog.Dependent;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Index;
import dev.intact.catalog.Pending;
import dev.intact.catalog.PrimaryKey;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.UniqueKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A table as the readers find its parts, one after the other. */
final class TableDraft {
    final TableName name;
    final Table.Kind kind;
    final List<TableName> partitions;
    final List<String> partitionKey;
    final List<Column> columns = new ArrayList<>();

    @Nullable
    PrimaryKey primaryKey;

    final List<UniqueKey> uniqueKeys = new ArrayList<>();
    final List<Index> indexes = new ArrayList<>();
    final List<ForeignKey> foreignKeys = new ArrayList<>();
    final List<Check> checks = new ArrayList<>();
    final List<Dependent> dependents = new ArrayList<>();
    final SortedMap<String, String> properties = new TreeMap<>();

    TableDraft(TableName name, Table.Kind kind, List<TableName> partitions, List<String> partitionKey) {
        this.name = name;
        this.kind = kind;
        this.partitions = List.copyOf(partitions);
        this.partitionKey = List.copyOf(partitionKey);
    }

    /** Notes a property, unless there is nothing to note. */
    void property(String label, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            properties.put(label, value);
        }
    }

    Table table() {
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
                Pending.NOTHING);
    }
}
