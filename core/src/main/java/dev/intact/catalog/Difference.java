package dev.intact.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One part of a schema in which two catalogs differ.
 *
 * @param part where it is and what it is called: {@code tasks: index ix_tasks}
 * @param before what it is in the first catalog, or null where it is not
 * @param after what it is in the second, or null where it is not
 */
public record Difference(Part part, Optional<Object> before, Optional<Object> after) {

    /**
     * A part of a table.
     *
     * @param table the table
     * @param label what it is, and its name: {@code index ix_tasks}
     */
    public record Part(TableName table, String label) implements Comparable<Part> {
        private static final String TABLE = "table";

        /** {@return whether the part is the table itself} */
        public boolean isTable() {
            return label.equals(TABLE);
        }

        @Override
        public int compareTo(Part other) {
            int byTable = table.compareTo(other.table);
            return byTable == 0 ? label.compareTo(other.label) : byTable;
        }

        @Override
        public String toString() {
            return table + ": " + label;
        }
    }

    /** {@return the parts in which two catalogs differ, over the tables of either} */
    public static List<Difference> between(Catalog one, Catalog other) {
        var before = parts(one);
        var after = parts(other);
        var all = new TreeSet<>(before.keySet());
        all.addAll(after.keySet());
        var differences = new ArrayList<Difference>();
        for (var part : all) {
            var from = Optional.ofNullable(before.get(part));
            var to = Optional.ofNullable(after.get(part));
            if (!from.equals(to)) {
                differences.add(new Difference(part, from, to));
            }
        }
        return differences;
    }

    /**
     * {@return the parts of these tables in which two catalogs differ in shape: in columns, keys, indexes and checks, and in
     * the foreign keys that point at them} Others may comment, grant and make views meanwhile.
     */
    public static List<Difference> betweenShapes(Catalog one, Catalog other, Set<TableName> tables) {
        return between(
                one, other, tables, table -> table.withDependents(List.of()).withProperties(new TreeMap<>()));
    }

    /** {@return in what two catalogs differ that acts when rows of these tables go: foreign keys at them, triggers, rules} */
    public static List<Difference> betweenEffects(Catalog one, Catalog other, Set<TableName> tables) {
        return between(
                one,
                other,
                tables,
                table -> Table.of(table.name(), List.of())
                        .withForeignKeys(keysTo(tables, table))
                        .withDependents(table.dependents().stream()
                                .filter(user ->
                                        user.kind() == Dependent.Kind.TRIGGER || user.kind() == Dependent.Kind.RULE)
                                .toList()));
    }

    /** Of other tables, only the foreign keys that point at these. */
    private static List<Difference> between(
            Catalog one, Catalog other, Set<TableName> tables, UnaryOperator<Table> part) {
        return between(reduced(one, tables, part), reduced(other, tables, part)).stream()
                .filter(each -> !each.part.isTable() || tables.contains(each.part.table()))
                .toList();
    }

    private static Catalog reduced(Catalog catalog, Set<TableName> tables, UnaryOperator<Table> part) {
        var rows = tables.stream()
                .flatMap(table -> catalog.sharingRowsWith(table).stream())
                .collect(Collectors.toSet());
        var reduced = new TreeMap<TableName, Table>();
        catalog.tables()
                .forEach((name, table) -> reduced.put(
                        name,
                        tables.contains(name)
                                ? part.apply(table)
                                : Table.of(name, List.of()).withForeignKeys(ownKeysTo(rows, catalog, table))));
        return new Catalog(catalog.server(), catalog.searchPath(), reduced, catalog.normalForms(), catalog.types());
    }

    /** What a partition has only as its part of a key above it is that one's to show. */
    private static List<ForeignKey> ownKeysTo(Set<TableName> tables, Catalog catalog, Table from) {
        return keysTo(tables, from).stream()
                .filter(key -> catalog.owner(from.name(), key).isEmpty())
                .toList();
    }

    private static List<ForeignKey> keysTo(Set<TableName> tables, Table from) {
        return from.foreignKeys().stream()
                .filter(key -> tables.contains(key.referenced()))
                .toList();
    }

    /** {@return those of these differences that the actual catalog does not show: promised, but not so} */
    public static List<Difference> missing(List<Difference> promised, Catalog actual) {
        var parts = parts(actual);
        return promised.stream()
                .map(each -> new Difference(each.part, each.after, Optional.ofNullable(parts.get(each.part))))
                .filter(each -> !Objects.equals(each.before, each.after))
                .toList();
    }

    private static Map<Part, Object> parts(Catalog catalog) {
        var parts = new LinkedHashMap<Part, Object>();
        for (var table : catalog.tables().values()) {
            parts(table, parts);
        }
        return parts;
    }

    private static void parts(Table table, Map<Part, Object> parts) {
        var name = table.name();
        parts.put(new Part(name, Part.TABLE), table.kind());
        table.columns().forEach(column -> parts.put(new Part(name, "column " + column.name()), column));
        if (table.primaryKey() != null) {
            parts.put(new Part(name, "primary key"), table.primaryKey());
        }
        table.uniqueKeys().forEach(key -> put(parts, name, "unique key", key.name(), key));
        table.indexes().forEach(index -> put(parts, name, "index", index.name(), index));
        table.foreignKeys().forEach(key -> put(parts, name, "foreign key", key.name(), key));
        table.checks().forEach(check -> put(parts, name, "check", check.name(), check));
        table.dependents().forEach(user -> parts.put(new Part(name, user.toString()), user));
        table.properties().forEach((label, value) -> parts.put(new Part(name, label), value));
    }

    /** What has no name is told by its text; the second of two equal ones by its number. */
    private static void put(
            Map<Part, Object> parts, TableName table, String what, @Nullable String name, Object value) {
        var label = name == null ? value.toString() : what + " " + name;
        var part = new Part(table, label);
        for (int number = 2; parts.containsKey(part); number++) {
            part = new Part(table, label + " #" + number);
        }
        parts.put(part, value);
    }

    @Override
    public String toString() {
        return part + ": expected " + before.map(Object::toString).orElse("nothing") + ", found "
                + after.map(Object::toString).orElse("nothing");
    }
}
