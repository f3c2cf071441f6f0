package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Feature;
import dev.intact.catalog.LeadingIndex;
import dev.intact.catalog.Table;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** A reference as a condition. */
final class Matching {
    private Matching() {}

    /** The referenced column first: SQLite compares by the left side's collation and affinity, as its foreign keys do. */
    static Condition of(String parent, List<String> referenced, String child, List<String> columns) {
        return DSL.and(IntStream.range(0, columns.size())
                .mapToObj(i -> Relation.field(parent, referenced.get(i)).eq(Relation.field(child, columns.get(i))))
                .toList());
    }

    /**
     * {@return that no row of the parent has the child's values} Where the parent would be gone through for each row of the
     * child, its values are gathered once; an index of a table that is yet to get its columns may be yet to come as well. A
     * collation of its own would count as the child's there, so it keeps to the rule.
     */
    static Condition absent(
            Catalog catalog, Table parent, String alias, List<String> referenced, Table child, List<String> columns) {
        var rows = Relation.rows(catalog, parent).as(DSL.name(alias));
        if (catalog.server().can(Feature.ANTI_JOIN)
                || (parent.derived().isEmpty() && LeadingIndex.isIn(parent, referenced))
                || isCollated(parent, referenced)
                || isCollated(child, columns)) {
            return DSL.notExists(DSL.selectOne()
                    .from(rows)
                    .where(of(alias, referenced, child.name().name(), columns)));
        }
        var gathered = DSL.select(fields(alias, referenced))
                .from(rows)
                .where(nullable(parent, referenced).stream()
                        .map(column -> Relation.field(alias, column).isNotNull())
                        .toList());
        var name = child.name().name();
        return DSL.or(nullable(child, columns).stream()
                        .map(column -> Relation.field(name, column).isNull())
                        .toList())
                .or(DSL.condition("({0}) not in ({1})", DSL.list(fields(name, columns)), gathered));
    }

    private static List<String> nullable(Table table, List<String> columns) {
        return columns.stream()
                .filter(column -> !table.column(column).notNull())
                .toList();
    }

    private static boolean isCollated(Table table, List<String> columns) {
        return columns.stream()
                .flatMap(column -> table.find(column).stream())
                .anyMatch(column -> column.collation() != null);
    }

    static List<Field<Object>> fields(String alias, List<String> columns) {
        return columns.stream().map(column -> Relation.field(alias, column)).toList();
    }
}
