package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Table;
import dev.intact.plan.Lock;
import dev.intact.plan.Step;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** The statements of a foreign key. Of a partitioned table on either side, each locks the partitions too. */
final class ForeignKeySteps {
    private ForeignKeySteps() {}

    /** In one statement with the end of the key that it replaces, so that there is always one. */
    static Step add(Catalog before, Table table, ForeignKey key, Optional<ForeignKey> replaced) {
        return Steps.brief(
                Ddl.addForeignKey(table.name(), key, replaced),
                "hold %s rows to it%s"
                        .formatted(
                                key.validated() ? "all" : "new", replaced.isPresent() ? ", in place of the other" : ""),
                onBoth(
                        before,
                        table,
                        key,
                        replaced.isPresent() ? Lock.Mode.ACCESS_EXCLUSIVE : Lock.Mode.SHARE_ROW_EXCLUSIVE));
    }

    /** One that its partitions have already: the triggers of theirs go, which locks the referenced table for readers, too. */
    static Step takeOver(Catalog before, Table table, ForeignKey key, Optional<ForeignKey> replaced) {
        return Steps.brief(
                Ddl.addForeignKey(table.name(), key, replaced),
                "make one key of those of the partitions, which have been looked through",
                onBoth(before, table, key, Lock.Mode.ACCESS_EXCLUSIVE));
    }

    static Step validate(Catalog before, Table table, ForeignKey key) {
        var locks = new LinkedHashSet<>(Locks.onAllOf(before, table, Lock.Mode.SHARE_UPDATE_EXCLUSIVE));
        locks.add(new Lock(Lock.Mode.ROW_SHARE, key.referenced()));
        return Steps.patient(
                Ddl.validate(table.name(), key.name()), "look through the rows that are there", List.copyOf(locks));
    }

    static Step drop(Catalog before, Table table, ForeignKey key) {
        return Steps.brief(
                Ddl.dropConstraint(table.name(), String.valueOf(key.name())),
                "drop the foreign key",
                onBoth(before, table, key, Lock.Mode.ACCESS_EXCLUSIVE));
    }

    private static List<Lock> onBoth(Catalog before, Table table, ForeignKey key, Lock.Mode mode) {
        var locks = new LinkedHashSet<>(Locks.onAllOf(before, table, mode));
        locks.addAll(Locks.onAllOf(before, before.table(key.referenced()), mode));
        return List.copyOf(locks);
    }
}
