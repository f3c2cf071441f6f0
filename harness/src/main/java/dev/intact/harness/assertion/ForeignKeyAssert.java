package dev.intact.harness.assertion;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Catalog.Reference;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.error.Fact;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Assertions about the foreign keys from some columns: each leaves those that it holds for, one at least. */
public final class ForeignKeyAssert extends FactsAssert<ForeignKeyAssert, List<ForeignKey>> {
    private final List<String> columns;
    private final Catalog catalog;
    private final TableAssert table;

    ForeignKeyAssert(List<String> columns, List<ForeignKey> actual, Catalog catalog, TableAssert table) {
        super(actual, ForeignKeyAssert.class);
        this.columns = columns;
        this.catalog = catalog;
        this.table = table;
    }

    /**
     * It points at that table.
     *
     * @param referencedColumns the referenced columns, each at the place of the one that refers to it; none for whatever
     *     columns they are
     */
    public ForeignKeyAssert to(String referenced, String... referencedColumns) {
        return to(TableName.of(referenced), referencedColumns);
    }

    /** The same with a table of that schema. */
    public ForeignKeyAssert to(TableName referenced, String... referencedColumns) {
        var exact = catalog.find(referenced).map(Table::name).orElse(referenced);
        var wanted = List.of(referencedColumns);
        return those(
                key -> key.referenced().equals(exact)
                        && (wanted.isEmpty()
                                || (wanted.size() == columns.size()
                                        && pairs(key).equals(pairs(columns, wanted)))),
                "to " + exact + (wanted.isEmpty() ? "" : " " + TableAssert.names(referencedColumns)));
    }

    /** That happens when the referenced row is deleted. */
    public ForeignKeyAssert onDelete(ForeignKey.Action action) {
        return those(key -> key.onDelete() == action, "on delete " + action);
    }

    /** That happens when the referenced key changes. */
    public ForeignKeyAssert onUpdate(ForeignKey.Action action) {
        return those(key -> key.onUpdate() == action, "on update " + action);
    }

    /** A transaction may put its check off. */
    public ForeignKeyAssert isDeferrable() {
        return those(key -> key.deferral().deferrable(), "deferrable");
    }

    /** The rows that were there before it have been checked. */
    public ForeignKeyAssert isValidated() {
        return those(ForeignKey::validated, "validated");
    }

    /** {@return assertions about the table, to go on} */
    public TableAssert and() {
        return table;
    }

    private ForeignKeyAssert those(Predicate<ForeignKey> rule, String expected) {
        var some = actual.stream().filter(rule).toList();
        if (some.isEmpty()) {
            throw failure(
                    "the foreign key (%s) is otherwise".formatted(String.join(", ", columns)),
                    List.of(Fact.of("expected", expected), TableFacts.list("there is", actual)));
        }
        return new ForeignKeyAssert(columns, some, catalog, table);
    }

    private Map<String, String> pairs(ForeignKey key) {
        return pairs(key.columns(), referencedColumns(key));
    }

    /** SQLite leaves out those of a primary key, whose table may be missing. */
    private List<String> referencedColumns(ForeignKey key) {
        return catalog.find(key.referenced()).isEmpty()
                ? key.referencedColumns()
                : new Reference(key.referenced(), key).referencedColumns(catalog);
    }

    private static Map<String, String> pairs(List<String> from, List<String> to) {
        var pairs = new HashMap<String, String>();
        for (int i = 0; i < Math.min(from.size(), to.size()); i++) {
            pairs.put(from.get(i), to.get(i));
        }
        return pairs;
    }
}
