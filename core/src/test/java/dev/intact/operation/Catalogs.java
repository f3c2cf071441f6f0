package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Feature;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Index;
import dev.intact.catalog.PrimaryKey;
import dev.intact.catalog.Server;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Catalogs to try operations on, without a database. */
final class Catalogs {
    static final TableName TASKS = new TableName("public", "tasks");

    private Catalogs() {}

    /** Tasks with a plain index on their external id, in a database that can do everything. */
    static Catalog tasks() {
        return of(EnumSet.allOf(Feature.class), tasksTable());
    }

    /** The same in a database that can add no constraint to a table that is there. */
    static Catalog tasksWithoutAddConstraint() {
        return of(Set.of(), tasksTable());
    }

    static Catalog of(Set<Feature> features, Table... tables) {
        var byName = new TreeMap<TableName, Table>();
        for (var table : tables) {
            byName.put(table.name(), table);
        }
        return new Catalog(new Server("Test", "1", 63, features), List.of("public"), byName, Map.of(), Map.of());
    }

    static Table tasksTable() {
        var plain = Table.of(
                TASKS,
                List.of(
                        Column.of("id", "integer").withNotNull(true),
                        Column.of("external_id", "text"),
                        Column.of("project_id", "integer").withNotNull(true),
                        Column.of("title", "text")));
        var table = new Table(
                plain.name(),
                plain.kind(),
                plain.columns(),
                new PrimaryKey("tasks_pkey", List.of("id"), List.of(), Deferral.NOT_DEFERRABLE),
                plain.uniqueKeys(),
                plain.indexes(),
                plain.foreignKeys(),
                plain.checks(),
                plain.dependents(),
                plain.partitions(),
                plain.partitionKey(),
                plain.properties(),
                plain.pending());
        return table.with(Index.on("ix_tasks_external_id", List.of("external_id")));
    }

    /** A table whose rows point at tasks by that column. */
    static Table pointingAtTasks(String referenced) {
        var plain = Table.of(new TableName("public", "notes"), List.of(Column.of("task", "text")));
        return plain.withForeignKeys(List.of(new ForeignKey(
                "fk_notes_task",
                List.of("task"),
                TASKS,
                List.of(referenced),
                ForeignKey.Action.CASCADE,
                ForeignKey.Action.NO_ACTION,
                List.of(),
                false,
                Deferral.NOT_DEFERRABLE,
                true)));
    }
}
