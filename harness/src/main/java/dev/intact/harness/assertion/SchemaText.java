package dev.intact.harness.assertion;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A schema as text that is the same for equal schemas, whoever owns it and in whatever order it was made: in SQL's words,
 * for people to read in a review, not to be executed.
 */
record SchemaText(Catalog catalog) {
    /** Who made the tables is another one on each machine. */
    private static final Set<String> NOT_OF_THE_SCHEMA = Set.of("owner");

    @Override
    public String toString() {
        return "-- %s%n%n".formatted(catalog.server().product()).replace(System.lineSeparator(), "\n")
                + catalog.tables().values().stream().map(SchemaText::text).collect(Collectors.joining("\n"));
    }

    private static String text(Table table) {
        var head = table.kind() == Table.Kind.PARTITIONED ? "partitioned table " : "table ";
        return Stream.of(
                        Stream.of(Stream.concat(table.columns().stream().map(Column::toString), constraints(table))
                                .map(line -> "  " + line)
                                .collect(Collectors.joining(",\n", head + table.name() + " (\n", "\n);"))),
                        indexes(table),
                        dependents(table),
                        properties(table))
                .flatMap(lines -> lines)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static Stream<String> constraints(Table table) {
        var lines = new ArrayList<String>();
        var key = table.primaryKey();
        if (key != null) {
            lines.add(named(key.name(), key));
        }
        lines.addAll(sorted(table.uniqueKeys().stream().map(each -> named(each.name(), each))));
        lines.addAll(sorted(table.foreignKeys().stream().map(each -> named(each.name(), each))));
        lines.addAll(sorted(table.checks().stream().map(each -> named(each.name(), each))));
        return lines.stream();
    }

    private static String named(@Nullable String name, Object constraint) {
        return name == null ? constraint.toString() : "constraint " + name + " " + constraint;
    }

    private static Stream<String> indexes(Table table) {
        return sorted(table.indexes().stream()
                        .map(index -> index.toString()
                                        .replaceFirst("index ", Matcher.quoteReplacement("index " + index.name() + " "))
                                + ";"))
                .stream();
    }

    private static Stream<String> dependents(Table table) {
        return sorted(table.dependents().stream()
                        .map(user -> comment(user.toString()) + "\n"
                                + comment("  " + user.definition().strip())))
                .stream();
    }

    private static Stream<String> properties(Table table) {
        return table.properties().entrySet().stream()
                .filter(property -> !NOT_OF_THE_SCHEMA.contains(property.getKey()))
                .map(property -> comment(property.getKey() + ": " + property.getValue()));
    }

    private static String comment(String text) {
        return text.lines().map(line -> "-- " + line).collect(Collectors.joining("\n"));
    }

    private static List<String> sorted(Stream<String> lines) {
        return lines.sorted().toList();
    }
}
