package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.TableName;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * Which row of another table a row of a table belongs to.
 *
 * @param table the table, told under its own name
 * @param other the other one
 * @param joined the columns that are equal: the table's, and the other's
 */
record Belonging(TableName table, TableName other, List<ColumnPair> joined) {
    private static final String OTHER = "intact_other";

    Belonging {
        joined = List.copyOf(joined);
    }

    /** {@return the other table's rows, under a name of ours} */
    Table<?> others(Catalog catalog) {
        return Relation.rows(catalog, catalog.table(other)).as(DSL.name(OTHER));
    }

    /** {@return a column of the table} */
    Field<Object> own(String column) {
        return Relation.field(table.name(), column);
    }

    /** {@return a column of the other table's row} */
    Field<Object> others(String column) {
        return Relation.field(OTHER, column);
    }

    /** {@return that both rows belong together} */
    Condition condition() {
        return DSL.and(joined.stream()
                .map(pair -> others(pair.to()).eq(own(pair.from())))
                .toList());
    }

    /** {@return that there is a row which this one belongs to} */
    Condition exists(Catalog catalog) {
        return matching(catalog).present(OTHER);
    }

    /** {@return that there is no row which this one belongs to} */
    Condition absent(Catalog catalog) {
        return matching(catalog).absent(OTHER);
    }

    private Matching matching(Catalog catalog) {
        return Matching.of(catalog, other, ColumnPair.to(joined), table, ColumnPair.from(joined));
    }
}
