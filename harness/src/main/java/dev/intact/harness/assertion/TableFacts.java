package dev.intact.harness.assertion;

import dev.intact.catalog.Table;
import dev.intact.error.Fact;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a table has, as a failure shows it. */
final class TableFacts {
    private TableFacts() {}

    static List<Fact> of(Table table) {
        return List.of(columns(table), keys(table), indexes(table), foreignKeys(table), checks(table));
    }

    static Fact columns(Table table) {
        return list("columns", table.columns());
    }

    static Fact keys(Table table) {
        return list("keys", Stream.concat(primaryKey(table), uniqueKeys(table)).toList());
    }

    static Fact indexes(Table table) {
        return list(
                "indexes",
                table.indexes().stream()
                        .map(index -> named(index.name(), index))
                        .toList());
    }

    static Fact foreignKeys(Table table) {
        return list(
                "references",
                table.foreignKeys().stream().map(key -> named(key.name(), key)).toList());
    }

    static Fact checks(Table table) {
        return list(
                "checks",
                table.checks().stream().map(check -> named(check.name(), check)).toList());
    }

    static Fact list(String label, Collection<?> things) {
        return things.isEmpty()
                ? Fact.of(label, "none")
                : new Fact(label, things.stream().map(Object::toString).toList());
    }

    private static Stream<String> primaryKey(Table table) {
        return Stream.ofNullable(table.primaryKey()).map(key -> named(key.name(), key));
    }

    private static Stream<String> uniqueKeys(Table table) {
        return table.uniqueKeys().stream().map(key -> named(key.name(), key));
    }

    private static String named(@Nullable String name, Object part) {
        return name == null ? part.toString() : part + "   " + name;
    }
}
