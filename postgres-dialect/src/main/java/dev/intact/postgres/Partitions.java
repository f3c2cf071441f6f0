package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.error.UnsupportedChangeException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables below a partitioned table. */
final class Partitions {
    private Partitions() {}

    /** {@return the partitioned ones of a table and all below it, from the top; none for an ordinary table} */
    static List<Table> partitioned(Catalog catalog, Table table) {
        return all(catalog, table).filter(Partitions::isPartitioned).toList();
    }

    /** {@return the ordinary tables in which the rows are} */
    static List<Table> leaves(Catalog catalog, Table table) {
        return all(catalog, table).filter(each -> !isPartitioned(each)).toList();
    }

    private static boolean isPartitioned(Table table) {
        return table.kind() == Table.Kind.PARTITIONED;
    }

    private static Stream<Table> all(Catalog catalog, Table table) {
        return Stream.concat(
                Stream.of(table),
                table.partitions().stream().flatMap(name -> all(catalog, partition(catalog, table, name))));
    }

    static Table partition(Catalog catalog, Table table, TableName name) {
        return catalog.find(name)
                .orElseThrow(() -> new UnsupportedChangeException(
                        "a change of " + table.name(),
                        "its partition %s is a foreign table".formatted(name),
                        "detach that partition first"));
    }

    /** {@return the partitioned table that a table is a partition of} */
    static Optional<Table> parent(Catalog catalog, Table table) {
        return catalog.tables().values().stream()
                .filter(each -> each.partitions().contains(table.name()))
                .findFirst();
    }

    /** {@return whether an index or key of a partition is a part of that one above, or of none} */
    static boolean canBePart(Table partition, String index, String above) {
        return partition
                .properties()
                .getOrDefault(Table.PARENT_OF_INDEX + index, above)
                .equals(above);
    }

    /** {@return the order in which what is a part already comes before what could become one} */
    static Comparator<String> partsFirst(Table partition) {
        return Comparator.comparing(index -> !partition.properties().containsKey(Table.PARENT_OF_INDEX + index));
    }

    /** {@return the schema after the end of an incomplete index of a partitioned table, with which its parts go} */
    static Catalog withoutParts(Catalog catalog, Table table, Index index) {
        var now = catalog;
        for (var each : all(catalog, table).toList()) {
            var remaining = each;
            var properties = new TreeMap<>(each.properties());
            for (var gone : each.indexes()) {
                if (gone.sameShape(index) && (each.equals(table) || isPart(each, gone.name()))) {
                    remaining = remaining.without(gone);
                    properties.remove(Table.PARENT_OF_INDEX + gone.name());
                }
            }
            for (var gone : each.uniqueKeys()) {
                if (gone.columns().equals(index.plainColumns()) && isPart(each, gone.name())) {
                    remaining = remaining.without(gone);
                    properties.remove(Table.PARENT_OF_INDEX + gone.name());
                }
            }
            now = now.with(remaining.withProperties(properties));
        }
        return now;
    }

    private static boolean isPart(Table partition, @Nullable String index) {
        return partition.properties().containsKey(Table.PARENT_OF_INDEX + index);
    }
}
