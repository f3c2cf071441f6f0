package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Pending.Lookup;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.TargetKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jooq.Field;
import org.jooq.SelectField;
import org.jooq.impl.DSL;

/**
 * What columns that are yet to be filled from another table will hold.
 *
 * @param columns the other table's columns
 * @param prefix what their names begin with in the lookup
 * @param joined by which of them the other table's row is told
 * @param lookup that row
 */
public record CopiedValues(List<String> columns, String prefix, List<String> joined, Lookup lookup) {

    public CopiedValues {
        columns = List.copyOf(columns);
        joined = List.copyOf(joined);
    }

    /**
     * {@return the values} Where several rows of the other table belong to one, that is another check's to say; one of them
     * is taken.
     *
     * @param other the other table
     * @param table the table whose columns are filled
     * @param joined the columns by which rows belong together: the table's, and the other's
     */
    public static CopiedValues from(Catalog catalog, TableName other, Table table, List<ColumnPair> joined) {
        var there = catalog.table(other);
        var columns = there.columnNames();
        var prefix = unlike(table.columnNames(), "intact_");
        var alias = unlike(List.of(table.name().name()), "intact_other_")
                + table.pending().lookups().size();
        var key = ColumnPair.to(joined);
        var selected = new ArrayList<SelectField<?>>();
        columns.forEach(column -> selected.add(Relation.field(column).as(DSL.name(name(prefix, columns, column)))));
        var on = DSL.and(joined.stream()
                .map(pair -> Relation.field(alias, name(prefix, columns, pair.to()))
                        .eq(Relation.field(table.name().name(), pair.from())))
                .toList());
        if (!TargetKey.isIn(there, key)) {
            var place = DSL.name(prefix + "place");
            selected.add(
                    DSL.rowNumber().over(DSL.partitionBy(Relation.fields(key))).as(place));
            on = on.and(
                    DSL.field(DSL.name(DSL.name(alias), place), Integer.class).eq(DSL.inline(1)));
        }
        var rows = DSL.select(selected).from(Relation.rows(catalog, there));
        return new CopiedValues(columns, prefix, key, new Lookup(alias, Relation.text(rows), Relation.text(on)));
    }

    /** Something that no name begins with. */
    private static String unlike(List<String> names, String prefix) {
        boolean isTaken =
                names.stream().anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith(prefix));
        return isTaken ? unlike(names, prefix + "_") : prefix;
    }

    /** One that none of the table's columns has. */
    private static String name(String prefix, List<String> columns, String column) {
        return prefix + columns.indexOf(column);
    }

    private Field<Object> field(String column) {
        return Relation.field(lookup.alias(), name(prefix, columns, column));
    }

    /** {@return the value of a column, said of the table's row; NULL where the other table has no row for it} */
    public Expression of(String column) {
        return Relation.text(field(column));
    }

    /** {@return the same, or what stands for it where the other table has no row} */
    public Expression of(String column, Expression missing) {
        return Relation.text(DSL.when(field(joined.get(0)).isNotNull(), field(column))
                .otherwise(DSL.field("{0}", Object.class, Relation.field(missing))));
    }
}
