package dev.intact.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a change needs to know of a schema.
 *
 * @param tables the tables that must be there; their neighbours are read with them
 * @param mayBeThere tables that are read if they are there
 * @param expressions for each table, expressions of the change, to be compared with those that the database has stored
 * @param everything whether every table of the database is meant as well
 * @param types types of the change, to be compared with the names that the database has for them
 */
public record Scope(
        SortedSet<TableName> tables,
        SortedSet<TableName> mayBeThere,
        Map<TableName, SortedSet<String>> expressions,
        boolean everything,
        SortedSet<String> types) {
    /** Nothing at all. */
    public static final Scope NOTHING = new Scope(new TreeSet<>(), new TreeSet<>(), Map.of(), false, new TreeSet<>());

    /** Every table of the database. */
    public static final Scope EVERYTHING = new Scope(new TreeSet<>(), new TreeSet<>(), Map.of(), true, new TreeSet<>());

    public Scope {
        tables = Collections.unmodifiableSortedSet(new TreeSet<>(tables));
        mayBeThere = Collections.unmodifiableSortedSet(new TreeSet<>(mayBeThere));
        expressions = Map.copyOf(expressions);
        types = Collections.unmodifiableSortedSet(new TreeSet<>(types));
    }

    /** {@return a scope of one table} */
    public static Scope of(TableName table) {
        return new Scope(new TreeSet<>(Set.of(table)), new TreeSet<>(), Map.of(), false, new TreeSet<>());
    }

    /** {@return a scope of one table, that may not be there} */
    public static Scope ofPossible(TableName table) {
        return new Scope(new TreeSet<>(), new TreeSet<>(Set.of(table)), Map.of(), false, new TreeSet<>());
    }

    /** {@return a scope of one table and expressions over it} */
    public static Scope of(TableName table, Set<String> expressions) {
        return new Scope(
                new TreeSet<>(Set.of(table)),
                new TreeSet<>(),
                expressions.isEmpty() ? Map.of() : Map.of(table, new TreeSet<>(expressions)),
                false,
                new TreeSet<>());
    }

    /** {@return this scope, with a type more} */
    public Scope withType(String type) {
        return new Scope(tables, mayBeThere, expressions, everything, union(types, new TreeSet<>(Set.of(type))));
    }

    /** {@return this scope, naming tables more} */
    public Scope withTables(Collection<TableName> others) {
        return new Scope(union(tables, new TreeSet<>(others)), mayBeThere, expressions, everything, types);
    }

    /** {@return the tables that must be there, and those that may} */
    public Set<TableName> allTables() {
        return union(tables, mayBeThere);
    }

    /** {@return this scope, with the expressions and types of others more} */
    public Scope withTextsOf(Collection<Scope> others) {
        var all = this;
        for (var other : others) {
            all = all.plus(new Scope(new TreeSet<>(), new TreeSet<>(), other.expressions, false, other.types));
        }
        return all;
    }

    /** {@return this scope, in which those tables need not be there} */
    public Scope without(Collection<TableName> made) {
        var fewer = new TreeSet<>(tables);
        fewer.removeIf(table -> made.stream().anyMatch(table::mayBe));
        var possible = new TreeSet<>(tables);
        possible.removeAll(fewer);
        return new Scope(fewer, union(mayBeThere, possible), expressions, everything, types);
    }

    /** {@return what either needs} */
    public Scope plus(Scope other) {
        var allExpressions = new HashMap<>(expressions);
        other.expressions.forEach((table, texts) -> allExpressions.merge(table, texts, Scope::union));
        return new Scope(
                union(tables, other.tables),
                union(mayBeThere, other.mayBeThere),
                allExpressions,
                everything || other.everything,
                union(types, other.types));
    }

    private static <T> SortedSet<T> union(SortedSet<T> some, SortedSet<T> others) {
        var all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }
}
