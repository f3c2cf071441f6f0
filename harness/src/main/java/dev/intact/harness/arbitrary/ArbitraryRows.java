package dev.intact.harness.arbitrary;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Catalog.Reference;
import dev.intact.catalog.Column;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.arbitrary.GeneratedRows.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jooq.impl.DSL;

/** Makes rows for tables that are there, those first that others refer to. */
final class ArbitraryRows {
    private static final int MOST_ROWS = 5;
    private static final double NULLS = 0.2;
    private static final String NULL = "null";
    private static final String HISTORY = "flyway_schema_history";

    private final Catalog catalog;
    private final Map<String, List<String>> known;
    private final boolean sqlite;

    private ArbitraryRows(Catalog catalog, Map<String, List<String>> known) {
        this.catalog = catalog;
        this.known = Map.copyOf(known);
        this.sqlite = catalog.server().product().equals("SQLite");
    }

    static Arbitrary<GeneratedRows> of(Catalog catalog, Map<String, List<String>> known) {
        var rows = new ArbitraryRows(catalog, known);
        var tables = rows.tables();
        tables.forEach(rows::refuseUnknown);
        // Those of one row for each row before would be more than jqwik goes through in a minute.
        return rows.filled(tables, new Given(Map.of()))
                .map(all -> new GeneratedRows(rows.inserts(all)))
                .withoutEdgeCases();
    }

    /** The rows of each table so far, as a literal for each of some columns. */
    private record Given(Map<TableName, List<Map<String, String>>> rows) {
        List<Map<String, String>> of(TableName table) {
            return rows.getOrDefault(table, List.of());
        }

        Given with(TableName table, List<Map<String, String>> all) {
            var more = new LinkedHashMap<>(rows);
            more.put(table, all);
            return new Given(more);
        }
    }

    // ---- tables

    /** A partition has the rows of the table above; Flyway's history is its own. */
    private List<Table> tables() {
        var parts = catalog.tables().values().stream()
                .flatMap(table -> table.partitions().stream())
                .collect(Collectors.toSet());
        var ordered = new LinkedHashSet<TableName>();
        catalog.tables().values().stream()
                .filter(table ->
                        !parts.contains(table.name()) && !table.name().name().equals(HISTORY))
                .forEach(table -> add(table, ordered, new LinkedHashSet<>()));
        return ordered.stream().map(catalog::table).toList();
    }

    /** Where tables refer to each other in a circle, one of them comes before what it refers to. */
    private void add(Table table, Set<TableName> ordered, Set<TableName> begun) {
        if (begun.add(table.name())) {
            table.foreignKeys().stream()
                    .flatMap(key -> catalog.find(key.referenced()).stream())
                    .forEach(referenced -> add(referenced, ordered, begun));
            ordered.add(table.name());
        }
    }

    private Arbitrary<Given> filled(List<Table> left, Given before) {
        if (left.isEmpty()) {
            return Arbitraries.just(before);
        }
        var table = left.get(0);
        return Arbitraries.integers()
                .between(isNeeded(table) ? 1 : 0, MOST_ROWS)
                .flatMap(height -> rows(table, height, before, List.of()))
                .flatMap(rows -> filled(left.subList(1, left.size()), before.with(table.name(), rows)));
    }

    /** Whether rows of others must point at one of it. */
    private boolean isNeeded(Table table) {
        return catalog.referencesTo(table.name()).stream().anyMatch(reference -> !isNullable(reference));
    }

    private boolean isNullable(Reference reference) {
        var table = catalog.table(reference.from());
        return reference.key().columns().stream()
                .noneMatch(column -> table.column(column).notNull());
    }

    // ---- rows

    private Arbitrary<List<Map<String, String>>> rows(
            Table table, int height, Given others, List<Map<String, String>> before) {
        if (before.size() == height) {
            return Arbitraries.just(before);
        }
        return row(table, before.size(), others.with(table.name(), before)).flatMap(row -> {
            var more = new ArrayList<>(before);
            more.add(row);
            return rows(table, height, others, more);
        });
    }

    private Arbitrary<Map<String, String>> row(Table table, int number, Given others) {
        var own = Combinators.combine(table.columns().stream()
                        .filter(this::isGiven)
                        .map(column -> value(table, column, number).map(value -> Map.entry(column.name(), value)))
                        .toList())
                .as(entries -> entries.stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new)));
        Arbitrary<Map<String, String>> row = own.map(values -> values);
        for (var key : table.foreignKeys()) {
            row = Combinators.combine(row, reference(table, key, others)).as(ArbitraryRows::together);
        }
        return row;
    }

    private static Map<String, String> together(Map<String, String> values, Map<String, String> reference) {
        var all = new LinkedHashMap<>(values);
        all.putAll(reference);
        return all;
    }

    private void refuseUnknown(Table table) {
        table.columns().stream()
                .filter(column -> column.notNull() && !isGiven(column))
                .filter(column -> column.generation() instanceof Generation.None && column.defaultValue() == null)
                .findFirst()
                .ifPresent(column -> {
                    throw new UnsupportedChangeException(
                            "rows for %s".formatted(table.name()),
                            "no value is known of type %s, which %s has".formatted(column.type(), column.name()),
                            "give some: rows(catalog, Map.of(\"%s\", List.of(\"…\")))".formatted(column.type()));
                });
    }

    /** Not what comes about by itself, nor what has a default and a type of which nothing is known. */
    private boolean isGiven(Column column) {
        return !(column.generation() instanceof Generation.Computed)
                && (!column.notNull() || ColumnValues.of(column, known).isKnown());
    }

    private Arbitrary<String> value(Table table, Column column, int number) {
        var values = ColumnValues.of(column, known);
        if (isKey(table, column)) {
            var key = values.key(number);
            if (key.isPresent()) {
                return Arbitraries.just(key.get());
            }
        }
        if (!values.isKnown()) {
            return Arbitraries.just(NULL);
        }
        var literals = values.literals(sqlite);
        return column.notNull() ? literals : orNull(literals);
    }

    private static Arbitrary<String> orNull(Arbitrary<String> literals) {
        return literals.injectNull(NULLS).map(literal -> literal == null ? NULL : literal);
    }

    /** By itself: a column of a wider key may be the same in several rows. */
    private static boolean isKey(Table table, Column column) {
        var key = table.primaryKey();
        return (key != null && key.columns().equals(List.of(column.name())))
                || table.uniqueKeys().stream().anyMatch(each -> each.columns().equals(List.of(column.name())))
                || table.indexes().stream()
                        .anyMatch(
                                index -> index.unique() && index.plainColumns().equals(List.of(column.name())));
    }

    // ---- references

    /** To one of the rows before, or to none where NULL says so. */
    private Arbitrary<Map<String, String>> reference(Table table, ForeignKey key, Given others) {
        var reference = new Reference(table.name(), key);
        var referenced = reference.referencedColumns(catalog);
        var rows = others.of(key.referenced()).stream()
                .filter(row -> row.keySet().containsAll(referenced))
                .toList();
        boolean nullable = isNullable(reference);
        var none = key.columns().stream().collect(Collectors.toMap(column -> column, column -> NULL));
        if (rows.isEmpty()) {
            return Arbitraries.just(nullable ? none : Map.of());
        }
        Arbitrary<Map<String, String>> some = Arbitraries.of(rows).map(row -> pointingAt(key, referenced, row));
        return nullable ? Arbitraries.oneOf(Arbitraries.just(none), some, some, some) : some;
    }

    private static Map<String, String> pointingAt(ForeignKey key, List<String> referenced, Map<String, String> row) {
        var values = new LinkedHashMap<String, String>();
        for (int i = 0; i < key.columns().size(); i++) {
            values.put(key.columns().get(i), row.getOrDefault(referenced.get(i), NULL));
        }
        return values;
    }

    // ---- statements

    private List<Row> inserts(Given given) {
        var inserts = new ArrayList<Row>();
        given.rows()
                .forEach((name, all) ->
                        all.forEach(row -> inserts.add(new Row(name, insert(catalog.table(name), row)))));
        return inserts;
    }

    private static String insert(Table table, Map<String, String> row) {
        var name = table.name().schema() == null
                ? DSL.name(table.name().name())
                : DSL.name(table.name().schema(), table.name().name());
        if (row.isEmpty()) {
            return "insert into %s default values".formatted(name);
        }
        boolean numbered = table.columns().stream()
                .anyMatch(column -> column.generation() instanceof Generation.Identity identity && identity.always());
        return "insert into %s (%s)%s values (%s)"
                .formatted(
                        name,
                        row.keySet().stream()
                                .map(column -> DSL.name(column).toString())
                                .collect(Collectors.joining(", ")),
                        numbered ? " overriding system value" : "",
                        String.join(", ", row.values()));
    }
}
