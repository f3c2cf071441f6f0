package dev.intact.harness.assertion;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.error.Fact;
import dev.intact.error.UnknownNameException;
import dev.intact.error.UnknownNameException.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Assertions about a table. */
public final class TableAssert extends FactsAssert<TableAssert, Table> {
    private final Catalog catalog;

    TableAssert(Table actual, Catalog catalog) {
        super(actual, TableAssert.class);
        this.catalog = catalog;
    }

    /** {@return assertions about the column of that name, which is there} */
    public ColumnAssert hasColumn(String column) {
        return new ColumnAssert(actual.find(column).orElseThrow(() -> noColumn(column)), this);
    }

    /** The table has just these columns, in this order. */
    public TableAssert hasColumns(String... columns) {
        if (!actual.columnNames().equals(List.of(columns))) {
            throw lacks("columns " + names(columns) + " and no others", TableFacts.columns(actual));
        }
        return this;
    }

    /** The table has no column of that name. */
    public TableAssert doesNotHaveColumn(String column) {
        actual.find(column).ifPresent(there -> {
            throw has("column " + there, TableFacts.columns(actual));
        });
        return this;
    }

    /** The primary key is of just these columns, in this order. */
    public TableAssert hasPrimaryKey(String... columns) {
        if (!primaryKey().equals(Optional.of(List.of(columns)))) {
            throw lacks("primary key " + names(columns), TableFacts.keys(actual));
        }
        return this;
    }

    /** There is no primary key. */
    public TableAssert doesNotHavePrimaryKey() {
        primaryKey().ifPresent(there -> {
            throw has("primary key", TableFacts.keys(actual));
        });
        return this;
    }

    /**
     * No two rows can be alike in these columns, in whatever order: there is a UNIQUE constraint on just these, the primary
     * key, or a unique index that is valid and covers every row.
     */
    public TableAssert hasUnique(String... columns) {
        if (!isUnique(columns)) {
            throw lacks("unique key " + names(columns), TableFacts.keys(actual), TableFacts.indexes(actual));
        }
        return this;
    }

    /** Nothing that {@link #hasUnique} takes for a key is on these columns. */
    public TableAssert doesNotHaveUnique(String... columns) {
        if (isUnique(columns)) {
            throw has("unique key " + names(columns), TableFacts.keys(actual), TableFacts.indexes(actual));
        }
        return this;
    }

    /**
     * There is a valid index that covers every row, on just these columns, upwards and in this order; a unique one will do,
     * and so will that of a key.
     */
    public TableAssert hasIndex(String... columns) {
        if (!isIndexed(columns)) {
            throw lacks("index " + names(columns), TableFacts.indexes(actual), TableFacts.keys(actual));
        }
        return this;
    }

    /** Nothing that {@link #hasIndex} takes for an index is on these columns. */
    public TableAssert doesNotHaveIndex(String... columns) {
        if (isIndexed(columns)) {
            throw has("index " + names(columns), TableFacts.indexes(actual), TableFacts.keys(actual));
        }
        return this;
    }

    /** There is an index of that name, of whatever shape, that belongs to no constraint. */
    public TableAssert hasIndexNamed(String name) {
        if (actual.index(name).isEmpty()) {
            throw lacks("index " + name, TableFacts.indexes(actual));
        }
        return this;
    }

    /** There is no index of that name outside the constraints. */
    public TableAssert doesNotHaveIndexNamed(String name) {
        actual.index(name).ifPresent(index -> {
            throw has("index " + name, TableFacts.indexes(actual));
        });
        return this;
    }

    /** {@return assertions about the foreign keys from just these columns, in whatever order, of which there is one at least} */
    public ForeignKeyAssert hasForeignKey(String... columns) {
        var keys = foreignKeys(columns);
        if (keys.isEmpty()) {
            throw lacks("foreign key " + names(columns), TableFacts.foreignKeys(actual));
        }
        return new ForeignKeyAssert(List.of(columns), keys, catalog, this);
    }

    /** There is no foreign key from just these columns. */
    public TableAssert doesNotHaveForeignKey(String... columns) {
        if (!foreignKeys(columns).isEmpty()) {
            throw has("foreign key " + names(columns), TableFacts.foreignKeys(actual));
        }
        return this;
    }

    /** There is a validated CHECK of that condition, in the database's own words, which a failure shows. */
    public TableAssert hasCheck(String condition) {
        if (!isChecked(condition)) {
            throw lacks("check (" + condition + ")", TableFacts.checks(actual));
        }
        return this;
    }

    /** Nothing that {@link #hasCheck} takes for a CHECK has that condition. */
    public TableAssert doesNotHaveCheck(String condition) {
        if (isChecked(condition)) {
            throw has("check (" + condition + ")", TableFacts.checks(actual));
        }
        return this;
    }

    private boolean isChecked(String condition) {
        return actual.checks().stream()
                .anyMatch(check -> check.validated() && check.condition().sql().equals(condition));
    }

    private Optional<List<String>> primaryKey() {
        var key = actual.primaryKey();
        return key == null ? Optional.empty() : Optional.of(key.columns());
    }

    private boolean isUnique(String... columns) {
        var indexes = completeIndexes().filter(Index::unique).map(Index::plainColumns);
        return Stream.concat(keys(), indexes).anyMatch(key -> Set.copyOf(key).equals(Set.of(columns)));
    }

    private boolean isIndexed(String... columns) {
        var sorted = completeIndexes()
                .filter(index -> index.method().equals(Index.BTREE))
                .map(Index::plainColumns);
        return Stream.concat(keys(), sorted).anyMatch(List.of(columns)::equals);
    }

    private Stream<List<String>> keys() {
        return Stream.concat(primaryKey().stream(), actual.uniqueKeys().stream().map(key -> key.columns()));
    }

    private Stream<Index> completeIndexes() {
        return actual.indexes().stream()
                .filter(index -> index.state() == Index.State.VALID && index.predicate() == null);
    }

    private List<ForeignKey> foreignKeys(String... columns) {
        return actual.foreignKeys().stream()
                .filter(key -> Set.copyOf(key.columns()).equals(Set.of(columns)))
                .toList();
    }

    private AssertionError noColumn(String column) {
        var nearest =
                new UnknownNameException(Kind.COLUMN, column, actual.name().toString(), actual.columnNames()).nearest();
        return lacks(
                "column " + column,
                Fact.of("nearest", nearest.isEmpty() ? "none" : String.join(", ", nearest)),
                TableFacts.columns(actual));
    }

    private AssertionError lacks(String what, Fact... facts) {
        return failure("%s has no %s".formatted(actual.name(), what), List.of(facts));
    }

    private AssertionError has(String what, Fact... facts) {
        return failure("%s has the %s".formatted(actual.name(), what), List.of(facts));
    }

    static String names(String... columns) {
        return Stream.of(columns).collect(Collectors.joining(", ", "(", ")"));
    }
}
