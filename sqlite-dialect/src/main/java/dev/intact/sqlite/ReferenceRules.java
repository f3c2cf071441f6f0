package dev.intact.sqlite;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Table;
import dev.intact.error.UnsupportedChangeException;
import java.util.Set;

/**
 * Columns that a foreign key can join. SQLite joins any, and compares as the referenced one does
 * (https://sqlite.org/foreignkeys.html, section 3); a query that joins the same columns may then find other rows.
 */
final class ReferenceRules {
    private static final String BINARY = "BINARY";

    private ReferenceRules() {}

    static void check(Catalog catalog, Table table, ForeignKey key) {
        var referenced = catalog.table(key.referenced());
        refuseOtherCollation(referenced, key);
        for (int i = 0; i < key.columns().size(); i++) {
            check(
                    table,
                    table.column(key.columns().get(i)),
                    referenced,
                    referenced.column(key.referencedColumns().get(i)));
        }
    }

    private static void check(Table table, Column column, Table referenced, Column key) {
        if (!affinity(table, column).comparesAs(affinity(referenced, key))) {
            throw mismatch(table, column, referenced, key, "type", column.type(), key.type());
        }
        if (!collation(column).equalsIgnoreCase(collation(key))) {
            throw mismatch(table, column, referenced, key, "collation", collation(column), collation(key));
        }
    }

    /** ANY keeps everything as it is, but only in a STRICT table: https://sqlite.org/stricttables.html, section 3. */
    static Affinity affinity(Table table, Column column) {
        boolean any =
                column.type().equalsIgnoreCase("any") && table.properties().containsKey(PropertyReader.STRICT);
        return any ? Affinity.BLOB : Affinity.of(column.type());
    }

    /** Section 3: a parent key compares as its columns do; else each statement fails. */
    private static void refuseOtherCollation(Table referenced, ForeignKey key) {
        var primaryKey = referenced.primaryKey();
        if (primaryKey != null
                && Set.copyOf(primaryKey.columns()).equals(Set.copyOf(key.referencedColumns()))
                && PropertyReader.isKeyCollatedOtherwise(referenced)) {
            throw new UnsupportedChangeException(
                    "a foreign key to " + primaryKey + " of " + referenced.name(),
                    "that key compares its columns otherwise than they are compared by themselves",
                    "make the table anew, with the collation behind the column");
        }
    }

    private static String collation(Column column) {
        return column.collation() == null ? BINARY : column.collation();
    }

    private static UnsupportedChangeException mismatch(
            Table table, Column column, Table referenced, Column key, String what, String here, String there) {
        return new UnsupportedChangeException(
                "a foreign key from %s.%s to %s.%s"
                        .formatted(
                                table.name().name(),
                                column.name(),
                                referenced.name().name(),
                                key.name()),
                "their values are not compared alike: the %s is %s here and %s there"
                        .formatted(what, here.isEmpty() ? "none" : here, there.isEmpty() ? "none" : there),
                "give %s the %s %s".formatted(column.name(), what, there.isEmpty() ? "none" : there));
    }
}
