package dev.intact.sqlite;

import dev.intact.sqlite.StoredSchema.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/** Reads tables and their neighbours: those that they reference, and those that reference them. */
final class SourceReader {
    private final DSLContext database;
    private final StoredSchema schema;
    private final Map<String, Entry> tables = new LinkedHashMap<>();
    private final Map<String, CreateTable> definitions = new LinkedHashMap<>();

    private SourceReader(DSLContext database, StoredSchema schema, List<Entry> entries) {
        this.database = database;
        this.schema = schema;
        entries.stream()
                .filter(Entry::isOrdinaryTable)
                .forEach(entry -> tables.put(Identifiers.fold(entry.name()), entry));
    }

    /**
     * Reads them.
     *
     * @param found the tables
     * @param around what is stored of them and of the tables that they reference, with every table whose text names them
     */
    static List<TableSource> read(DSLContext database, StoredSchema schema, Set<String> found, List<Entry> around) {
        return found.isEmpty() ? List.of() : new SourceReader(database, schema, around).read(found);
    }

    private List<TableSource> read(Set<String> found) {
        found.forEach(this::define);
        var neighbours = referenced();
        neighbours.addAll(referencing(found));
        neighbours.forEach(this::define);
        return sources();
    }

    private void define(String table) {
        var entry = tables.get(Identifiers.fold(table));
        if (entry != null) {
            definitions.putIfAbsent(entry.name(), TableSource.parse(entry));
        }
    }

    private Set<String> referenced() {
        return definitions.values().stream()
                .flatMap(each -> each.foreignKeys().stream())
                .map(key -> key.referenced())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> referencing(Set<String> found) {
        return tables.values().stream()
                .filter(entry -> TableSource.parse(entry).foreignKeys().stream()
                        .anyMatch(key -> found.stream().anyMatch(name -> Identifiers.same(name, key.referenced()))))
                .map(Entry::name)
                .collect(Collectors.toSet());
    }

    private List<TableSource> sources() {
        var columns = columns();
        var indexes = IndexList.read(database, schema, definitions.keySet());
        return definitions.entrySet().stream()
                .map(each -> new TableSource(
                        each.getKey(),
                        each.getValue(),
                        columns.getOrDefault(each.getKey(), List.of()),
                        indexes.of(each.getKey()),
                        indexes.withKey().contains(each.getKey())))
                .toList();
    }

    private Map<String, List<TableSource.Row>> columns() {
        var rows = database.fetch("""
                select t.column1, c.name, c."notnull", c.pk
                from {0} as t
                join pragma_table_xinfo(t.column1, 'main') as c
                order by t.column1, c.cid""", StoredSchema.values(definitions.keySet()));
        var columns = new LinkedHashMap<String, List<TableSource.Row>>();
        for (var row : rows) {
            columns.computeIfAbsent(row.get(0, String.class), table -> new ArrayList<>())
                    .add(new TableSource.Row(
                            row.get(1, String.class), row.get(2, int.class) != 0, row.get(3, int.class) != 0));
        }
        return columns;
    }
}
