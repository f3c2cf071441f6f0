package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.plan.Lock;
import java.util.ArrayList;
import java.util.List;

/** The locks that statements take. */
final class Locks {
    private Locks() {}

    static List<Lock> on(TableName table, Lock.Mode mode) {
        return List.of(new Lock(mode, table));
    }

    /** {@return such a lock on a table and on each of its partitions} */
    static List<Lock> onAllOf(Catalog catalog, Table table, Lock.Mode mode) {
        var locks = new ArrayList<Lock>();
        locks.add(new Lock(mode, table.name()));
        for (var partition : table.partitions()) {
            catalog.find(partition).ifPresent(below -> locks.addAll(onAllOf(catalog, below, mode)));
        }
        return locks;
    }
}
