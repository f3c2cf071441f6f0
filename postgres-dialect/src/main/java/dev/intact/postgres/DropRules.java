package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.catalog.UniqueKey;
import dev.intact.error.UnsupportedChangeException;

/** Indexes and keys that cannot be dropped, or that something would be lost with in silence. */
final class DropRules {
    private DropRules() {}

    static void check(Catalog catalog, Table table, String name, Index index) {
        refuseReplicaIdentity(table, name);
        Partitions.parent(catalog, table)
                .filter(parent -> parent.indexes().stream().anyMatch(index::sameShape))
                .ifPresent(parent -> refusePart(parent, name));
    }

    static void check(Catalog catalog, Table table, UniqueKey key) {
        refuseReplicaIdentity(table, String.valueOf(key.name()));
        Partitions.parent(catalog, table)
                .filter(parent -> parent.uniqueKeys().stream().anyMatch(key::sameShape))
                .ifPresent(parent -> refusePart(parent, String.valueOf(key.name())));
    }

    static void check(Catalog catalog, Table table, ForeignKey key) {
        catalog.owner(table.name(), key).ifPresent(above -> refusePart(above, String.valueOf(key.name())));
    }

    /** Without its index a replica identity is none, and UPDATE and DELETE fail as soon as the table is published. */
    static void refuseReplicaIdentity(Table table, String name) {
        if (("index " + name).equals(table.properties().get("replica identity"))) {
            throw new UnsupportedChangeException(
                    "dropping " + name,
                    "it is the replica identity of " + table.name(),
                    "give the table another replica identity first: alter table … replica identity …");
        }
    }

    private static void refusePart(Table parent, String name) {
        throw new UnsupportedChangeException(
                "dropping " + name,
                "it is a partition's part of one of " + parent.name(),
                "drop that of %s, and its parts go with it".formatted(parent.name()));
    }
}
