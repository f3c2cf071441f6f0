package dev.intact.catalog;

import dev.intact.error.UnknownNameException;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of a database's schema that a change touches: its tables and their neighbours.
 *
 * @param server the database
 * @param searchPath the schemas in which a name without a schema is looked for, in order
 * @param tables the tables by name; every name has its schema
 * @param normalForms for each table, the normal forms of expressions that were asked for, by their text
 * @param types the database's own names of the types that were asked for, by their text
 */
public record Catalog(
        Server server,
        List<String> searchPath,
        SortedMap<TableName, Table> tables,
        Map<TableName, Map<String, String>> normalForms,
        Map<String, String> types) {

    public Catalog {
        searchPath = List.copyOf(searchPath);
        tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
        normalForms = Map.copyOf(normalForms);
        types = Map.copyOf(types);
    }

    /**
     * {@return the table of that name, which may lack its schema}
     *
     * @throws UnknownNameException if there is none
     */
    public Table table(TableName name) {
        return find(name)
                .orElseThrow(() -> new UnknownNameException(
                        UnknownNameException.Kind.TABLE,
                        name.toString(),
                        name.schema() == null ? "the schemas " + String.join(", ", searchPath) : name.schema(),
                        tables.keySet().stream().map(TableName::name).toList()));
    }

    /** {@return the table of that name, which may lack its schema, if it is there} */
    public Optional<Table> find(TableName name) {
        return candidates(name)
                .flatMap(candidate -> Stream.ofNullable(tables.get(candidate)))
                .findFirst();
    }

    private Stream<TableName> candidates(TableName name) {
        return name.schema() == null
                ? searchPath.stream().map(schema -> new TableName(schema, name.name()))
                : Stream.of(name);
    }

    /**
     * {@return every foreign key that points at rows of that table, with the table that it comes from} Such a key may name
     * a partition of it, or a table that it is a partition of.
     */
    public List<Reference> referencesTo(TableName referenced) {
        var rows = sharingRowsWith(referenced);
        return tables.values().stream()
                .flatMap(table -> table.foreignKeys().stream()
                        .filter(key -> rows.contains(key.referenced()))
                        .map(key -> new Reference(table.name(), key)))
                .toList();
    }

    /** {@return that table, with its schema, and the partitions below it} */
    public Set<TableName> withPartitions(TableName table) {
        var all = new HashSet<TableName>();
        find(table).ifPresent(there -> {
            all.add(there.name());
            there.partitions().forEach(partition -> all.addAll(withPartitions(partition)));
        });
        return all;
    }

    /** {@return that table, with its schema, the partitions below it, and the tables that it is a partition of} */
    public Set<TableName> sharingRowsWith(TableName table) {
        var all = withPartitions(table);
        find(table).map(Table::name).ifPresent(name -> addAbove(name, all));
        return all;
    }

    private void addAbove(TableName partition, Set<TableName> all) {
        for (var each : tables.values()) {
            if (each.partitions().contains(partition) && all.add(each.name())) {
                addAbove(each.name(), all);
            }
        }
    }

    /** {@return the tables in which the rows of that table are: the last of its partitions, or itself} */
    public List<Table> leaves(Table table) {
        return table.kind() == Table.Kind.ORDINARY
                ? List.of(table)
                : table.partitions().stream()
                        .flatMap(partition -> find(partition).stream())
                        .flatMap(below -> leaves(below).stream())
                        .toList();
    }

    /** {@return a table above a partition that has that foreign key, so that the partition's is its part in it} */
    public Optional<Table> owner(TableName partition, ForeignKey key) {
        var above = new HashSet<TableName>();
        addAbove(partition, above);
        return above.stream()
                .map(this::table)
                .filter(each -> each.foreignKeys().stream()
                        .anyMatch(theirs -> theirs.sameReference(key) && theirs.sameRule(key)))
                .min(Comparator.comparing(Table::name));
    }

    /** {@return this catalog without all other tables} */
    public Catalog restrictedTo(Set<TableName> names) {
        var fewer = new TreeMap<>(tables);
        fewer.keySet().retainAll(names);
        return new Catalog(server, searchPath, fewer, normalForms, types);
    }

    /**
     * A foreign key seen from the referenced table.
     *
     * @param from the referencing table
     * @param key the foreign key
     */
    public record Reference(TableName from, ForeignKey key) {
        /** {@return the referenced columns; those of the primary key where the foreign key leaves them out} */
        public List<String> referencedColumns(Catalog catalog) {
            var primaryKey = catalog.table(key.referenced()).primaryKey();
            return key.referencedColumns().isEmpty() && primaryKey != null
                    ? primaryKey.columns()
                    : key.referencedColumns();
        }
    }

    /** {@return this catalog with that table added, or put in the place of the one of its name} */
    public Catalog with(Table table) {
        var changed = new TreeMap<>(tables);
        changed.put(table.name(), table);
        return new Catalog(server, searchPath, changed, normalForms, types);
    }

    /** {@return this catalog without that table; what names it elsewhere is left as it is} */
    public Catalog without(Table table) {
        var fewer = new TreeMap<>(tables);
        fewer.remove(table.name());
        return new Catalog(server, searchPath, fewer, normalForms, types);
    }

    /** {@return this catalog without that dependent of whichever of its tables} */
    public Catalog without(Dependent user) {
        var left = new TreeMap<>(tables);
        left.replaceAll((name, table) -> table.without(user));
        return new Catalog(server, searchPath, left, normalForms, types);
    }

    /** {@return this catalog as statements meet it: each column that a plan is yet to add being there by then} */
    public Catalog inPlace() {
        var there = new TreeMap<>(tables);
        there.replaceAll((name, table) -> table.inPlace());
        return new Catalog(server, searchPath, there, normalForms, types);
    }

    /**
     * {@return this catalog, its CHECKs and indexes in the normal forms that the other knows} It may have been made before
     * the database could be asked, because a column that an expression is about was yet to come.
     */
    public Catalog inWordsOf(Catalog other) {
        var told = new TreeMap<>(tables);
        told.replaceAll((name, table) -> table.withChecks(table.checks().stream()
                        .map(check ->
                                new Check(check.name(), other.inNormalForm(name, check.condition()), check.validated()))
                        .toList())
                .withIndexes(table.indexes().stream()
                        .map(index -> index.mapExpressions(each -> other.inNormalForm(name, each)))
                        .toList()));
        return new Catalog(server, searchPath, told, normalForms, types);
    }

    /** {@return that expression of that table with its normal form, where the database has been asked for it} */
    public Expression inNormalForm(TableName table, Expression expression) {
        var known = normalForms.getOrDefault(table, Map.of()).get(expression.sql());
        return known == null ? expression : new Expression(expression.sql(), known);
    }

    /** {@return that column as the database would say it: its type by the database's name, its default in its normal form} */
    public Column inNormalForm(TableName table, Column column) {
        var typed = new Column(
                column.name(),
                types.getOrDefault(column.type(), column.type()),
                column.notNull(),
                null,
                column.generation(),
                known(column.collation()));
        var value = column.defaultValue();
        return value == null
                ? typed
                : typed.withDefault(new Expression(
                        value.sql(),
                        inNormalForm(table, Expression.of(column.defaultAsComparable()))
                                .normalForm()));
    }

    /** {@return that index of that table as the database would say it: expressions in their normal form, no collation that is the column's own} */
    public Index inNormalForm(TableName table, Index index) {
        var terms = index.terms().stream()
                .map(term -> term.withCollation(known(term.collation())))
                .map(term -> isColumnsOwn(table(table), term) ? term.withCollation(null) : term)
                .toList();
        return index.withTerms(terms).mapExpressions(expression -> inNormalForm(table, expression));
    }

    private @Nullable String known(@Nullable String collation) {
        return collation == null ? null : CollationName.parse(collation).onPath(searchPath);
    }

    private static boolean isColumnsOwn(Table table, IndexTerm term) {
        var collation = term.collation();
        return collation != null
                && term.value() instanceof IndexTerm.OfColumn of
                && table.find(of.name())
                        .filter(column -> collation.equalsIgnoreCase(column.collation()))
                        .isPresent();
    }
}
