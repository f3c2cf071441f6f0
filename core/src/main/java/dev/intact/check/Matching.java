package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Feature;
import dev.intact.catalog.LeadingIndex;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * A reference as a condition.
 *
 * @param catalog the schema that has both tables
 * @param parent the referenced table
 * @param referenced its columns
 * @param child the referencing table
 * @param columns its columns, in the order of {@code referenced}
 */
record Matching(Catalog catalog, Table parent, List<String> referenced, Table child, List<String> columns) {
    /** Means something else in a STRICT table: https://sqlite.org/stricttables.html, section 3. */
    private static final Optional<String> ANY = Optional.of("any");

    static Matching of(
            Catalog catalog, TableName parent, List<String> referenced, TableName child, List<String> columns) {
        return new Matching(catalog, catalog.table(parent), referenced, catalog.table(child), columns);
    }

    /**
     * {@return that a row of the parent, under that alias, has the values of one of the child, under its own name} As SQLite
     * looks for what points at a row that goes: by both columns' types.
     */
    Condition matches(String parentAlias) {
        return matches(parentAlias, child.name().name());
    }

    /** The referenced column first: SQLite compares by the left side's collation, as its foreign keys do. */
    Condition matches(String parentAlias, String childAlias) {
        return DSL.and(places().mapToObj(i ->
                        Relation.field(parentAlias, referenced.get(i)).eq(Relation.field(childAlias, columns.get(i))))
                .toList());
    }

    /** As SQLite looks for what a row points at: its values lose their own type where that is another one. */
    private Condition pointsAt(String parentAlias) {
        var name = child.name().name();
        return DSL.and(places().mapToObj(i -> {
                    var value = Relation.field(name, columns.get(i));
                    return Relation.field(parentAlias, referenced.get(i))
                            .eq(countsItsOwnType(i) ? value : DSL.field("+{0}", value));
                })
                .toList());
    }

    private IntStream places() {
        return IntStream.range(0, columns.size());
    }

    private boolean countsItsOwnType(int i) {
        var own = type(child, columns.get(i));
        return !catalog.server().can(Feature.REFERENCE_ANY_TYPE)
                || (own.equals(type(parent, referenced.get(i))) && !own.equals(ANY));
    }

    private static Optional<String> type(Table table, String column) {
        return table.find(column).map(Column::type).map(type -> type.toLowerCase(Locale.ROOT));
    }

    /**
     * {@return that no row of the parent has the child's values} Where the parent would be gone through for each row of the
     * child, its values are gathered once; an index of a table that is yet to get its columns may be yet to come as well. A
     * collation of its own would count as the child's there, and so would a type, so these keep to the rule.
     */
    Condition absent(String alias) {
        var rows = Relation.rows(catalog, parent).as(DSL.name(alias));
        if (catalog.server().can(Feature.ANTI_JOIN)
                || (parent.derived().isEmpty() && LeadingIndex.isIn(parent, referenced))
                || isCollated(parent, referenced)
                || isCollated(child, columns)
                || !places().allMatch(this::countsItsOwnType)) {
            return DSL.notExists(DSL.selectOne().from(rows).where(pointsAt(alias)));
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
