package dev.intact.check;

import dev.intact.catalog.Table;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** The primary keys of some rows, for people to find them by. */
final class RowKeys {
    private RowKeys() {}

    static String label(Table table) {
        var key = table.primaryKey();
        return key == null ? "" : String.join(", ", key.columns());
    }

    static List<Field<Object>> fields(Table table) {
        var key = table.primaryKey();
        return key == null ? List.of() : Relation.fields(key.columns());
    }

    static List<String> of(DSLContext database, org.jooq.Table<?> from, Table table, Condition rows, int most) {
        var fields = fields(table);
        if (fields.isEmpty()) {
            return List.of();
        }
        return database.select(fields)
                .from(from)
                .where(rows)
                .orderBy(fields)
                .limit(DSL.inline(most))
                .fetch(row -> text(row, table));
    }

    static String text(Record row, Table table) {
        var fields = fields(table);
        return fields.size() == 1
                ? Literal.show(row.get(fields.get(0)))
                : fields.stream()
                        .map(field -> Literal.show(row.get(field)))
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
