package dev.intact.harness.arbitrary;

import dev.intact.catalog.Catalog;
import dev.intact.operation.Change;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Where random schemas, rows and changes come from:
 *
 * <pre>{@code
 * @Provide
 * Arbitrary<Tuple2<GeneratedSchema, Change>> cases() {
 *     return IntactArbitraries.schemas()
 *             .flatMap(schema -> IntactArbitraries.changes(schema).map(change -> Tuple.of(schema, change)));
 * }
 *
 * @Property
 * void everyChangeKeepsWhatItDoesNotSpeakOf(@ForAll("cases") Tuple2<GeneratedSchema, Change> schemaAndChange) {
 *     try (var database = TestDatabases.sqlite().open()) {
 *         schemaAndChange.get1().createIn(database);
 *         …
 *     }
 * }
 * }</pre>
 */
public final class IntactArbitraries {
    private static final List<String> ODD_NAMES =
            List.of("a", "A", "order", "we\"ird", "two words", "Straße", "名", "x'; --", "{0}", "a?b", "$1", "select");

    private IntactArbitraries() {}

    /** {@return names of tables and columns that want to be quoted} */
    public static Arbitrary<String> names() {
        return Arbitraries.of(ODD_NAMES);
    }

    /** {@return so many of these names, of which none differ in case alone, as SQLite wants it} */
    public static Arbitrary<List<String>> names(int count) {
        return Arbitraries.shuffle(ODD_NAMES).map(all -> distinct(all).subList(0, count));
    }

    private static List<String> distinct(List<String> names) {
        var byLetters = new LinkedHashMap<String, String>();
        names.forEach(name -> byLetters.putIfAbsent(name.toLowerCase(Locale.ROOT), name));
        return List.copyOf(byLetters.values());
    }

    /** {@return texts that are alike to one who folds case, trims, or forgets to quote} */
    public static Arbitrary<String> texts() {
        return Arbitraries.of("x", "X", "x ", "", "ä", "a'b");
    }

    /**
     * {@return one to three tables with up to five rows each, for either system: integers and texts, some of them NOT NULL,
     * and references to a table before, of which some are declared and the others may point nowhere}
     */
    public static Arbitrary<GeneratedSchema> schemas() {
        return ArbitrarySchema.of();
    }

    /** {@return the tables of that schema with other rows, up to five in each} */
    public static Arbitrary<GeneratedSchema> rows(GeneratedSchema schema) {
        return ArbitrarySchema.refilled(schema);
    }

    /**
     * {@return rows for the tables of a schema that is there, say, that your own migrations have made: {@code
     * intact.catalog()}} Up to five in each, of random values of the columns' types; keys differ, and foreign keys point at
     * rows that are given, or nowhere. Flyway's history gets none.
     *
     * @throws dev.intact.error.UnsupportedChangeException if a column is NOT NULL, has no default, and is of a type of which
     *     no value is known
     */
    public static Arbitrary<GeneratedRows> rows(Catalog catalog) {
        return rows(catalog, Map.of());
    }

    /**
     * {@return the same, with values of types of your own, such as an enum's}
     *
     * @param values the values that there are, by the type's name: {@code Map.of("order_state", List.of("new", "paid"))}
     */
    public static Arbitrary<GeneratedRows> rows(Catalog catalog, Map<String, List<String>> values) {
        return ArbitraryRows.of(catalog, values);
    }

    /**
     * {@return changes of one operation to such a schema: a unique key, a foreign key, a wider key, a table that becomes part
     * of another, NOT NULL, an index, a column more or less} What stands in the way of some, they refuse, move, fill in or
     * set to NULL.
     */
    public static Arbitrary<Change> changes(GeneratedSchema schema) {
        return ArbitraryChange.to(schema);
    }
}
