package dev.intact.sqlite;

import dev.intact.catalog.TableName;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/** Names that are taken: tables, views and indexes share theirs, and case does not count. */
final class TakenNames {
    private TakenNames() {}

    static Map<TableName, String> of(DSLContext database, Set<TableName> names) {
        var taken = new TreeMap<TableName, String>();
        if (names.isEmpty()) {
            return taken;
        }
        var texts = names.stream().map(TableName::name).collect(Collectors.toSet());
        for (var entry : new StoredSchema(database).taken(texts)) {
            for (var name : names) {
                if (Identifiers.same(name.name(), entry.name())) {
                    taken.put(name, words(entry));
                }
            }
        }
        return taken;
    }

    private static String words(StoredSchema.Entry entry) {
        return switch (entry.type()) {
            case "index" -> "an index of " + entry.table();
            case "view" -> "a view";
            default -> "a table";
        };
    }
}
