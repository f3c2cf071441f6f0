package dev.intact.sqlite;

import dev.intact.catalog.Dependent;
import dev.intact.catalog.TableName;
import dev.intact.sqlite.StoredSchema.Entry;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the views and triggers that use a table, also by way of other views, and temporary ones among them. */
final class DependentReader {
    private final Map<TableName, Found> all = new LinkedHashMap<>();

    private record Found(Entry entry, Mentions mentions) {
        static Found of(Entry entry) {
            return new Found(entry, entry.isView() ? Mentions.ofView(entry.sql()) : Mentions.ofTrigger(entry.sql()));
        }

        boolean uses(Set<String> relations) {
            return relations.stream().anyMatch(name -> mentions.ofTable(name) || firesOn(name));
        }

        private boolean firesOn(String relation) {
            return entry.isTrigger() && Identifiers.same(relation, entry.table());
        }

        TableName name() {
            return new TableName(entry.schema(), entry.name());
        }

        Dependent dependent(List<String> columns) {
            return new Dependent(
                    entry.isView() ? Dependent.Kind.VIEW : Dependent.Kind.TRIGGER,
                    name(),
                    null,
                    entry.sql(),
                    mentions.among(columns));
        }
    }

    private DependentReader() {}

    /**
     * Reads what uses these tables.
     *
     * @param around what is stored in the main database and may use them
     * @param temporary what is stored in the temporary one
     */
    static DependentReader read(StoredSchema schema, Set<String> tables, List<Entry> around, List<Entry> temporary) {
        var reader = new DependentReader();
        var candidates = around;
        var used = tables;
        while (!used.isEmpty()) {
            used = reader.add(Stream.concat(candidates.stream(), temporary.stream()), used);
            candidates = used.isEmpty() ? List.of() : schema.viewsAndTriggersNaming(used);
        }
        return reader;
    }

    /** {@return the views that were not found before: what uses them has to be read in turn} */
    private Set<String> add(Stream<Entry> candidates, Set<String> used) {
        var views = new HashSet<String>();
        candidates.filter(entry -> entry.isView() || entry.isTrigger()).forEach(entry -> {
            var found = Found.of(entry);
            if (found.uses(used) && all.putIfAbsent(found.name(), found) == null && entry.isView()) {
                views.add(entry.name());
            }
        });
        return views;
    }

    /** {@return what uses that table, with those of its columns that it names} */
    List<Dependent> of(String table, List<String> columns) {
        var relations = new HashSet<>(Set.of(table));
        Collection<Found> using = List.of();
        boolean more = true;
        while (more) {
            using = all.values().stream().filter(found -> found.uses(relations)).toList();
            more = relations.addAll(views(using));
        }
        return using.stream().map(found -> found.dependent(columns)).toList();
    }

    private static Set<String> views(Collection<Found> using) {
        return using.stream()
                .map(Found::entry)
                .filter(Entry::isView)
                .map(Entry::name)
                .collect(Collectors.toSet());
    }
}
