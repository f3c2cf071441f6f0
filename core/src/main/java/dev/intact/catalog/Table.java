package dev.intact.catalog;

import dev.intact.error.UnknownNameException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table with all that belongs to it.
 *
 * @param name its name, with its schema
 * @param kind whether rows live in it or in its partitions
 * @param columns its columns, in order
 * @param primaryKey its primary key, or null
 * @param uniqueKeys its UNIQUE constraints
 * @param indexes its indexes that belong to no constraint
 * @param foreignKeys the foreign keys from it to others
 * @param checks its CHECK constraints
 * @param dependents what uses it or fires on it
 * @param partitions where the kind is {@link Kind#PARTITIONED}, the tables directly below it
 * @param partitionKey where the kind is {@link Kind#PARTITIONED}, the columns that tell the partition; an expression
 *     among them stands as an empty text
 * @param properties everything else that must survive, each under a readable label: {@code "comment on column a"},
 *     {@code "replica identity"}, {@code "privileges"}, {@code "strict"}
 * @param pending what a plan is yet to make of its rows
 */
public record Table(
        TableName name,
        Kind kind,
        List<Column> columns,
        @Nullable PrimaryKey primaryKey,
        List<UniqueKey> uniqueKeys,
        List<Index> indexes,
        List<ForeignKey> foreignKeys,
        List<Check> checks,
        List<Dependent> dependents,
        List<TableName> partitions,
        List<String> partitionKey,
        SortedMap<String, String> properties,
        Pending pending) {
    /** Where the rows live. */
    public enum Kind {
        /** In the table. */
        ORDINARY,
        /** In its partitions. */
        PARTITIONED
    }

    /** The property that tells an index's or constraint's comment: followed by its name. */
    public static final String COMMENT_ON_INDEX = "comment on index ";

    /** The property of a partition's index or key that is a part of one above it: followed by its name. */
    public static final String PARENT_OF_INDEX = "parent of index ";

    /** The property of a constraint that is declared but never checked: followed by its name. */
    public static final String ENFORCEMENT = "enforcement of constraint ";

    /** The property that names the views and functions that need a key for what they do: followed by its name. */
    public static final String USERS_OF_CONSTRAINT = "users of constraint ";

    public Table {
        columns = List.copyOf(columns);
        uniqueKeys = List.copyOf(uniqueKeys);
        indexes = List.copyOf(indexes);
        foreignKeys = List.copyOf(foreignKeys);
        checks = List.copyOf(checks);
        dependents = List.copyOf(dependents);
        partitions = List.copyOf(partitions);
        partitionKey = List.copyOf(partitionKey);
        properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
    }

    /** {@return an ordinary table of these columns, and nothing else} */
    public static Table of(TableName name, List<Column> columns) {
        return new Table(
                name,
                Kind.ORDINARY,
                columns,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new TreeMap<>(),
                Pending.NOTHING);
    }

    /**
     * {@return the column of that name}
     *
     * @throws UnknownNameException if the table has none
     */
    public Column column(String column) {
        return find(column)
                .orElseThrow(() -> new UnknownNameException(
                        UnknownNameException.Kind.COLUMN, column, name.toString(), columnNames()));
    }

    /** {@return the column of that name, if the table has it} */
    public Optional<Column> find(String column) {
        return columns.stream().filter(each -> each.name().equals(column)).findFirst();
    }

    /** {@return the names of the columns, in order} */
    public List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    /** {@return the index of that name, if the table has it outside its constraints} */
    public Optional<Index> index(String index) {
        return indexes.stream().filter(each -> index.equals(each.name())).findFirst();
    }

    /** {@return the UNIQUE constraint of that name, if the table has it} */
    public Optional<UniqueKey> uniqueKey(String key) {
        return uniqueKeys.stream().filter(each -> key.equals(each.name())).findFirst();
    }

    /** {@return the names of the table's indexes and constraints, as far as they have any} */
    public List<String> indexAndConstraintNames() {
        return Stream.of(
                        Stream.ofNullable(primaryKey).map(PrimaryKey::name),
                        uniqueKeys.stream().map(UniqueKey::name),
                        indexes.stream().map(Index::name),
                        foreignKeys.stream().map(ForeignKey::name),
                        checks.stream().map(Check::name))
                .flatMap(names -> names)
                .filter(each -> each != null)
                .map(String::valueOf)
                .toList();
    }

    /** {@return this table with a column more, at the end, its rows coming from that expression} */
    public Table with(Column column, Expression rows) {
        return parts().columns(plus(columns, column))
                .pending(pending.with(column.name(), rows))
                .together();
    }

    /** {@return this table with the column of the same name replaced} */
    public Table replacing(Column column) {
        return parts().columns(columns.stream()
                        .map(each -> each.name().equals(column.name()) ? column : each)
                        .toList())
                .together();
    }

    /** {@return this table without that column; what else names it is left as it is} */
    public Table withoutColumn(String column) {
        return parts().columns(without(columns, each -> each.name().equals(column)))
                .pending(pending.without(column))
                .together();
    }

    /** {@return this table, its rows being those that are in it, as they are} */
    public Table inPlace() {
        return pending.equals(Pending.NOTHING)
                ? this
                : parts().pending(Pending.NOTHING).together();
    }

    /** {@return this table, values of its rows coming from there} */
    public Table with(Pending.Lookup lookup) {
        return parts().pending(pending.with(lookup)).together();
    }

    /** {@return this table with an index more} */
    public Table with(Index index) {
        return parts().indexes(plus(indexes, index)).together();
    }

    /** {@return this table without that index} */
    public Table without(Index index) {
        return parts().indexes(without(indexes, index::equals)).together();
    }

    /** {@return this table with a UNIQUE constraint more} */
    public Table with(UniqueKey key) {
        return parts().uniqueKeys(plus(uniqueKeys, key)).together();
    }

    /** {@return this table without that UNIQUE constraint} */
    public Table without(UniqueKey key) {
        return parts().uniqueKeys(without(uniqueKeys, key::equals)).together();
    }

    /** {@return this table with a foreign key more} */
    public Table with(ForeignKey key) {
        return withForeignKeys(plus(foreignKeys, key));
    }

    /** {@return whether rows are held to that foreign key of this table; PostgreSQL 18 can declare one that none is} */
    public boolean enforces(ForeignKey key) {
        return !properties.containsKey(ENFORCEMENT + key.name());
    }

    /** {@return this table without that foreign key} */
    public Table without(ForeignKey key) {
        return withForeignKeys(without(foreignKeys, key::equals));
    }

    /** {@return this table with a CHECK constraint more} */
    public Table with(Check condition) {
        return withChecks(plus(checks, condition));
    }

    /** {@return this table without that CHECK constraint} */
    public Table without(Check condition) {
        return withChecks(without(checks, condition::equals));
    }

    /** {@return this table with only those of its rows, as a plan is yet to leave them} */
    public Table withOnly(Expression rows) {
        return parts().pending(pending.withOnly(rows)).together();
    }

    /** {@return this table with those columns} */
    public Table withColumns(List<Column> others) {
        return parts().columns(others).together();
    }

    /** {@return this table with those indexes} */
    public Table withIndexes(List<Index> others) {
        return parts().indexes(others).together();
    }

    /** {@return this table with that primary key, or none} */
    public Table withPrimaryKey(@Nullable PrimaryKey key) {
        return parts().primaryKey(key).together();
    }

    /** {@return this table with that property, in place of one of the same label} */
    public Table with(String label, String value) {
        var more = new TreeMap<>(properties);
        more.put(label, value);
        return withProperties(more);
    }

    /** {@return this table without that property} */
    public Table withoutProperty(String label) {
        var fewer = new TreeMap<>(properties);
        fewer.remove(label);
        return withProperties(fewer);
    }

    /** {@return this table with the column of the same name replaced, its rows coming from that expression} */
    public Table replacing(Column column, Expression rows) {
        return replacing(column)
                .parts()
                .pending(pending.with(column.name(), rows))
                .together();
    }

    /** {@return this table with those foreign keys} */
    public Table withForeignKeys(List<ForeignKey> keys) {
        return parts().foreignKeys(keys).together();
    }

    /** {@return this table with those CHECK constraints} */
    public Table withChecks(List<Check> conditions) {
        return parts().checks(conditions).together();
    }

    /** {@return this table without that dependent} */
    public Table without(Dependent user) {
        return withDependents(without(dependents, user::isSame));
    }

    /** {@return this table with those dependents} */
    public Table withDependents(List<Dependent> users) {
        return parts().dependents(users).together();
    }

    /** {@return this table with those properties} */
    public Table withProperties(SortedMap<String, String> others) {
        return parts().properties(others).together();
    }

    private TableParts parts() {
        return TableParts.of(this);
    }

    private static <T> List<T> plus(List<T> list, T more) {
        var longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }

    private static <T> List<T> without(List<T> list, Predicate<T> gone) {
        return list.stream().filter(gone.negate()).toList();
    }
}
