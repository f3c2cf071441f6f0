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
import org.jooq.Field;
import org.jooq.SelectField;
import org.jooq.impl.DSL;

/**
 * What columns that are yet to be filled from another table will hold.
 *
 * @param columns the other table's columns
 * @param joined by which of them the other table's row is told
 * @param lookup that row
 */
public record CopiedValues(List<String> columns, List<String> joined, Lookup lookup) {
    private static final String PLACE = "intact_place";

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
        var alias = "intact_other_" + table.pending().lookups().size();
        var key = ColumnPair.to(joined);
        var selected = new ArrayList<SelectField<?>>();
        columns.forEach(column -> selected.add(Relation.field(column).as(DSL.name(name(columns, column)))));
        var on = DSL.and(joined.stream()
                .map(pair -> Relation.field(alias, name(columns, pair.to()))
                        .eq(Relation.field(table.name().name(), pair.from())))
                .toList());
        if (!TargetKey.isIn(there, key)) {
            selected.add(
                    DSL.rowNumber().over(DSL.partitionBy(Relation.fields(key))).as(DSL.name(PLACE)));
            on = on.and(DSL.field(DSL.name(alias, PLACE), Integer.class).eq(DSL.inline(1)));
        }
        var rows = DSL.select(selected).from(Relation.rows(catalog, there));
        return new CopiedValues(columns, key, new Lookup(alias, Relation.text(rows), Relation.text(on)));
    }

    /** One that none of the table's columns has. */
    private static String name(List<String> columns, String column) {
        return "intact_" + columns.indexOf(column);
    }

    private Field<Object> field(String column) {
        return Relation.field(lookup.alias(), name(columns, column));
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
