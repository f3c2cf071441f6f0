package dev.intact.sqlite;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Table;
import dev.intact.check.Orphans;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.Absorption;
import java.util.List;
import java.util.Set;

/**
 * Columns that can be joined. SQLite joins any by a foreign key, and compares as the referenced one does
 * (https://sqlite.org/foreignkeys.html, section 3); a query that joins the same columns may then find other rows.
 */
final class ReferenceRules {
    private static final String BINARY = "BINARY";

    private ReferenceRules() {}

    static void check(Catalog catalog, Orphans rule) {
        checkKey(catalog, rule, true);
        checkEach(catalog, rule, ReferenceRules::check);
    }

    /**
     * That a row found by what it points at is one that does: by other types, SQLite looks for rows that point at one which
     * goes otherwise than for what a row points at.
     */
    static void checkTypes(Catalog catalog, Orphans rule) {
        checkEach(catalog, rule, ReferenceRules::refuseOtherType);
    }

    private interface Check {
        void of(String subject, Table table, Column column, Table referenced, Column key);
    }

    private static void checkEach(Catalog catalog, Orphans rule, Check check) {
        var table = catalog.table(rule.table());
        var referenced = catalog.table(rule.referenced());
        for (int i = 0; i < rule.columns().size(); i++) {
            check.of(
                    "a foreign key",
                    table,
                    table.column(rule.columns().get(i)),
                    referenced,
                    referenced.column(rule.referencedColumns().get(i)));
        }
    }

    /**
     * That what is referenced compares as a query does, whatever is joined to it.
     *
     * @param named whether the key names its referenced columns; where not, SQLite goes by the primary key and no other
     */
    static void checkKey(Catalog catalog, Orphans rule, boolean named) {
        var referenced = catalog.table(rule.referenced());
        if (!named || !hasUniqueIndex(referenced, rule.referencedColumns())) {
            refuseOtherCollation(referenced, rule.referencedColumns(), "a foreign key");
        }
    }

    /** Of two tables that are to be 1:1: else a row could belong to two of the other, and no key forbids that. */
    static void check(Catalog catalog, Absorption absorption) {
        var target = catalog.table(absorption.target());
        var source = catalog.table(absorption.source());
        refuseOtherCollation(target, ColumnPair.from(absorption.joined()), "a pointer");
        refuseOtherCollation(source, ColumnPair.to(absorption.joined()), "a pointer");
        absorption
                .joined()
                .forEach(pair ->
                        check("a pointer", target, target.column(pair.from()), source, source.column(pair.to())));
    }

    private static void refuseOtherType(String subject, Table table, Column column, Table referenced, Column key) {
        if (!affinity(table, column).comparesAs(affinity(referenced, key))) {
            throw mismatch(subject, table, column, referenced, key, "type", column.type(), key.type());
        }
    }

    private static void check(String subject, Table table, Column column, Table referenced, Column key) {
        refuseOtherType(subject, table, column, referenced, key);
        if (!collation(column).equalsIgnoreCase(collation(key))) {
            throw mismatch(subject, table, column, referenced, key, "collation", collation(column), collation(key));
        }
    }

    /** {@return whether values of the two that a query finds equal are so to whatever index there may be} */
    static boolean areEqualToAnyKey(Table table, Column column, Table other, Column key) {
        return affinity(table, column) == affinity(other, key)
                && collation(column).equalsIgnoreCase(BINARY)
                && collation(key).equalsIgnoreCase(BINARY);
    }

    /** ANY keeps everything as it is, but only in a STRICT table: https://sqlite.org/stricttables.html, section 3. */
    static Affinity affinity(Table table, Column column) {
        boolean any =
                column.type().equalsIgnoreCase("any") && table.properties().containsKey(PropertyReader.STRICT);
        return any ? Affinity.BLOB : Affinity.of(column.type());
    }

    /** Section 3: a parent key compares as its columns do; else each statement fails. */
    private static void refuseOtherCollation(Table referenced, List<String> columns, String subject) {
        var primaryKey = referenced.primaryKey();
        if (primaryKey != null
                && Set.copyOf(primaryKey.columns()).equals(Set.copyOf(columns))
                && PropertyReader.isKeyCollatedOtherwise(referenced)) {
            throw new UnsupportedChangeException(
                    "%s to %s of %s".formatted(subject, primaryKey, referenced.name()),
                    "that key compares its columns otherwise than they are compared by themselves",
                    "make a unique index by hand, which compares as the columns do: create unique index … on %s (%s)"
                            .formatted(referenced.name().name(), String.join(", ", columns)));
        }
    }

    /** Of those that an index compares otherwise than the column does, it is no plain one. */
    private static boolean hasUniqueIndex(Table referenced, List<String> columns) {
        return referenced.indexes().stream()
                .anyMatch(index -> index.unique()
                        && index.predicate() == null
                        && Set.copyOf(index.plainColumns()).equals(Set.copyOf(columns)));
    }

    private static String collation(Column column) {
        return column.collation() == null ? BINARY : column.collation();
    }

    private static UnsupportedChangeException mismatch(
            String subject,
            Table table,
            Column column,
            Table referenced,
            Column key,
            String what,
            String here,
            String there) {
        return new UnsupportedChangeException(
                "%s from %s.%s to %s.%s"
                        .formatted(
                                subject,
                                table.name().name(),
                                column.name(),
                                referenced.name().name(),
                                key.name()),
                "their values are not compared alike: the %s is %s here and %s there"
                        .formatted(what, here.isEmpty() ? "none" : here, there.isEmpty() ? "none" : there),
                "give %s the %s %s".formatted(column.name(), what, there.isEmpty() ? "none" : there));
    }
}
