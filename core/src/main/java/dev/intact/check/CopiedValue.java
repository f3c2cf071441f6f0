package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Table;
import java.util.List;
import java.util.Optional;
import org.jooq.impl.DSL;

/** What a column that is yet to be filled from another table will hold. */
public final class CopiedValue {
    private CopiedValue() {}

    /**
     * {@return the value, said of the table's row under its own name}
     *
     * @param joined the columns by which rows belong together: the table's, and the other's
     * @param column the other table's column
     * @param missing what stands for it where the other table has no such row; if nothing does, NULL
     */
    public static Expression of(
            Catalog catalog,
            Table table,
            Table other,
            List<ColumnPair> joined,
            String column,
            Optional<Expression> missing) {
        var belonging = new Belonging(table.name(), other.name(), joined);
        // Where there are several, that is another check's to say.
        var copied = DSL.field(
                "({0} limit 1)",
                Object.class,
                DSL.select(belonging.others(column))
                        .from(belonging.others(catalog))
                        .where(belonging.condition()));
        return Relation.text(missing.map(value -> DSL.when(belonging.exists(catalog), copied)
                        .otherwise(DSL.field("{0}", Object.class, Relation.field(value))))
                .<org.jooq.QueryPart>map(each -> each)
                .orElse(copied));
    }
}
