package dev.intact.postgres;

import dev.intact.catalog.ShortName;
import dev.intact.catalog.TableName;

/** The names of the parts that partitions have in an index of the table above them, the same at every attempt. */
final class PartNames {
    private PartNames() {}

    static String of(TableName partition, String index) {
        return ShortName.of(partition.name() + "_" + index);
    }
}
