package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table that refers to another one's key, and by which of its columns to which.
 *
 * @param table the referring table
 * @param pairs its columns, and those that they refer to
 */
public record Referring(TableName table, List<ColumnPair> pairs) {
    public Referring {
        pairs = List.copyOf(pairs);
        Columns.requireDistinct("referencedBy", ColumnPair.from(pairs));
        Columns.require("referencedBy", ColumnPair.to(pairs));
    }

    /** {@return the tables that refer to a key, as their foreign keys or the change tell} */
    static List<Referring> all(Catalog catalog, Rekey rekey, TableName parent, List<String> key) {
        var all = new ArrayList<Referring>();
        for (var reference : catalog.referencesTo(parent)) {
            var exact = Keys.exact(catalog, reference.key());
            if (exact.referenced().equals(parent) && Uniqueness.sameColumns(exact.referencedColumns(), key)) {
                all.add(new Referring(reference.from(), pairs(exact)));
            }
        }
        boolean isRoot = catalog.find(rekey.table())
                .filter(table -> table.name().equals(parent))
                .isPresent();
        if (isRoot) {
            rekey.references().stream()
                    .filter(said -> all.stream().noneMatch(found -> found.isSaidBy(catalog, said, key)))
                    .forEach(all::add);
        }
        return all;
    }

    private static List<ColumnPair> pairs(ForeignKey key) {
        return IntStream.range(0, key.columns().size())
                .mapToObj(i -> new ColumnPair(
                        key.columns().get(i), key.referencedColumns().get(i)))
                .toList();
    }

    private boolean isSaidBy(Catalog catalog, Referring said, List<String> key) {
        return catalog.find(said.table)
                        .filter(there -> there.name().equals(table))
                        .isPresent()
                && said.joined(key).containsAll(joined(key));
    }

    /** {@return of its pairs, those that refer to these columns} */
    List<ColumnPair> joined(List<String> key) {
        return pairs.stream().filter(pair -> key.contains(pair.to())).toList();
    }
}
