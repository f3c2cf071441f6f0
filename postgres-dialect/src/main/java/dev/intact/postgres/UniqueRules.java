package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Feature;
import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.error.UnsupportedChangeException;
import java.util.List;

/** What PostgreSQL demands of a unique key. */
final class UniqueRules {
    private UniqueRules() {}

    static void check(Catalog catalog, Table table, Index index, Stages stages) {
        if (!index.nullsDistinct() && !catalog.server().can(Feature.NULLS_NOT_DISTINCT)) {
            throw new UnsupportedChangeException(
                    "a unique key that takes NULLs for equal",
                    "NULLS NOT DISTINCT came with PostgreSQL 15, and this is " + catalog.server(),
                    "forbid NULL in the columns, or make an expression unique: onExpression(\"coalesce(…)\")");
        }
        if (index.unique()) {
            requirePartitionKey(catalog, table, index);
            if (table.properties().containsKey("inherited by")) {
                stages.warn("the rows of tables that inherit from %s (%s) are not among those that are unique"
                        .formatted(table.name(), table.properties().get("inherited by")));
            }
        }
    }

    /** Each partition has an index of its own, so that rows can be told apart only within it (CREATE TABLE, Notes). */
    private static void requirePartitionKey(Catalog catalog, Table table, Index index) {
        for (var part : Partitions.partitioned(catalog, table)) {
            var columns = columns(index);
            var missing = part.partitionKey().stream()
                    .filter(column -> column.isEmpty() || !columns.contains(column))
                    .map(column -> column.isEmpty() ? "an expression" : column)
                    .toList();
            if (!missing.isEmpty()) {
                throw new UnsupportedChangeException(
                        "a unique key on " + table.name() + " without its partition key",
                        "%s is partitioned by %s, and rows of different partitions are not compared"
                                .formatted(part.name(), String.join(", ", missing)),
                        missing.contains("an expression")
                                ? "make the key unique in each partition: addUnique on the partitions"
                                : "take the partition key into the key: " + String.join(", ", missing));
            }
        }
    }

    private static List<String> columns(Index index) {
        return index.terms().stream().map(term -> term.value().toString()).toList();
    }
}
