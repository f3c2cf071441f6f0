package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Dependent;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.catalog.UniqueKey;
import dev.intact.error.UnsupportedChangeException;
import java.util.List;

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

    /**
     * Refuses another primary key by which those who subscribe to changes of the table could not be told of them: every
     * UPDATE and DELETE would fail (documentation of CREATE PUBLICATION, Notes).
     */
    static void refusePublished(Table table, List<String> key) {
        table.dependents().stream()
                .filter(user -> user.kind() == Dependent.Kind.PUBLICATION && !isEnoughFor(user, key))
                .filter(publication -> !table.properties().containsKey("replica identity"))
                .findFirst()
                .ifPresent(publication -> {
                    throw new UnsupportedChangeException(
                            "a primary key (%s) of %s".formatted(String.join(", ", key), table.name()),
                            "the %s has not all of its columns, or chooses rows by others, so that every UPDATE and DELETE would fail"
                                    .formatted(publication),
                            "take the table out of it, and add it again afterwards: alter publication … drop table …");
                });
    }

    private static boolean isEnoughFor(Dependent publication, List<String> key) {
        var parts = publication.definition().split(" where ", 2);
        boolean someColumns = parts[0].contains(" columns ");
        var choosing = parts.length == 1
                ? List.<String>of()
                : publication.columns().stream().filter(parts[1]::contains).toList();
        boolean changes = parts[0].contains(" update") || parts[0].contains(" delete");
        boolean told = !someColumns || publication.columns().containsAll(key);
        return !changes || (told && key.containsAll(choosing));
    }

    private static void refusePart(Table parent, String name) {
        throw new UnsupportedChangeException(
                "dropping " + name,
                "it is a partition's part of one of " + parent.name(),
                "drop that of %s, and its parts go with it".formatted(parent.name()));
    }
}
