package dev.intact.harness.arbitrary;

import dev.intact.harness.arbitrary.GeneratedColumn.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Makes schemas, table by table, since each may refer to those before it. */
final class ArbitrarySchema {
    private static final int MOST_TABLES = 3;
    private static final int MOST_COLUMNS = 3;
    private static final int MOST_ROWS = 5;

    private ArbitrarySchema() {}

    static Arbitrary<GeneratedSchema> of() {
        return Arbitraries.integers()
                .between(1, MOST_TABLES)
                .flatMap(IntactArbitraries::names)
                .flatMap(names -> tables(names, List.of()))
                .map(GeneratedSchema::new);
    }

    /** The same tables with other rows. */
    static Arbitrary<GeneratedSchema> refilled(GeneratedSchema schema) {
        return refilled(schema.tables(), List.of()).map(GeneratedSchema::new);
    }

    private static Arbitrary<List<GeneratedTable>> refilled(List<GeneratedTable> tables, List<GeneratedTable> before) {
        if (before.size() == tables.size()) {
            return Arbitraries.just(before);
        }
        var next = tables.get(before.size());
        return refilled(next, isReferenced(next, tables) ? 1 : 0, before).flatMap(table -> {
            var more = new ArrayList<>(before);
            more.add(table);
            return refilled(tables, more);
        });
    }

    /** By a foreign key: it may have to point somewhere. */
    private static boolean isReferenced(GeneratedTable table, List<GeneratedTable> tables) {
        return tables.stream()
                .flatMap(each -> each.columns().stream())
                .flatMap(column -> column.reference().stream())
                .anyMatch(to -> to.declared() && to.table().equals(table.name()));
    }

    private static Arbitrary<GeneratedTable> refilled(GeneratedTable table, int least, List<GeneratedTable> before) {
        return Arbitraries.integers()
                .between(least, MOST_ROWS)
                .flatMap(height -> Combinators.combine(table.columns().stream()
                                .map(column -> values(column, before, height).map(values -> new Filled(column, values)))
                                .toList())
                        .as(all -> table(table.name(), table.key(), all, height)));
    }

    private static Arbitrary<List<GeneratedTable>> tables(List<String> names, List<GeneratedTable> before) {
        if (before.size() == names.size()) {
            return Arbitraries.just(before);
        }
        return table(names.get(before.size()), before).flatMap(table -> {
            var more = new ArrayList<>(before);
            more.add(table);
            return tables(names, more);
        });
    }

    private static Arbitrary<GeneratedTable> table(String name, List<GeneratedTable> before) {
        var columns = Arbitraries.integers().between(1, MOST_COLUMNS);
        var rows = Arbitraries.integers().between(0, MOST_ROWS);
        return Combinators.combine(columns, rows)
                .flatAs((width, height) -> IntactArbitraries.names(width + 1)
                        .flatMap(names -> Combinators.combine(names.subList(1, names.size()).stream()
                                        .map(each -> filled(each, before, height))
                                        .toList())
                                .as(all -> table(name, names.get(0), all, height))));
    }

    private static GeneratedTable table(String name, String key, List<Filled> columns, int height) {
        return new GeneratedTable(
                name,
                key,
                columns.stream().map(Filled::column).toList(),
                IntStream.range(0, height).mapToObj(row -> row(columns, row)).toList());
    }

    private static List<@Nullable Object> row(List<Filled> columns, int number) {
        var row = new ArrayList<@Nullable Object>();
        columns.forEach(each -> row.add(each.values.get(number)));
        return row;
    }

    /** A column with what is in it, from the first row to the last. */
    private record Filled(GeneratedColumn column, List<@Nullable Object> values) {}

    private static Arbitrary<Filled> filled(String name, List<GeneratedTable> before, int height) {
        return Combinators.combine(Arbitraries.of(GeneratedColumn.Type.values()), Arbitraries.of(true, false))
                .flatAs((type, notNull) -> reference(type, before).flatMap(reference -> {
                    var column = new GeneratedColumn(name, type, notNull, reference);
                    return values(column, before, height).map(values -> new Filled(column, values));
                }));
    }

    /** One that is declared must be held to; where the other table has no rows, only NULL would do. */
    private static Arbitrary<Optional<Reference>> reference(GeneratedColumn.Type type, List<GeneratedTable> before) {
        if (type != GeneratedColumn.Type.INTEGER || before.isEmpty()) {
            return Arbitraries.just(Optional.empty());
        }
        return Combinators.combine(Arbitraries.of(before), Arbitraries.of(true, false))
                .as((table, declared) -> new Reference(
                        table.name(), table.key(), declared && !table.rows().isEmpty()))
                .optional(0.7);
    }

    /** Of those that refer, most are 1:1 where they can. */
    private static Arbitrary<List<@Nullable Object>> values(
            GeneratedColumn column, List<GeneratedTable> before, int height) {
        var any = value(column, before).list().ofSize(height);
        int referenced = column.reference().map(to -> rows(to.table(), before)).orElse(0);
        if (referenced < height || column.reference().isEmpty()) {
            return any;
        }
        var each = Arbitraries.shuffle(
                        IntStream.rangeClosed(1, referenced).boxed().toList())
                .<List<@Nullable Object>>map(numbers -> List.copyOf(numbers.subList(0, height)));
        return Arbitraries.oneOf(any, each, each);
    }

    private static Arbitrary<@Nullable Object> value(GeneratedColumn column, List<GeneratedTable> before) {
        var values = column.type() == GeneratedColumn.Type.TEXT
                ? IntactArbitraries.texts().map(text -> (Object) text)
                : Arbitraries.integers().between(1, most(column, before)).map(number -> (Object) number);
        return column.notNull() ? values.map(value -> value) : values.injectNull(0.2);
    }

    private static int most(GeneratedColumn column, List<GeneratedTable> before) {
        return column.reference()
                .map(to -> rows(to.table(), before) + (to.declared() ? 0 : 1))
                .orElse(MOST_ROWS);
    }

    private static int rows(String table, List<GeneratedTable> before) {
        return before.stream()
                .filter(each -> each.name().equals(table))
                .mapToInt(each -> each.rows().size())
                .sum();
    }
}
