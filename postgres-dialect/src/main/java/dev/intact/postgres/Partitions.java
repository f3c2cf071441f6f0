package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.error.UnsupportedChangeException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
}
