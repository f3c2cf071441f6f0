package dev.intact.harness.arbitrary;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * A table with rows.
 *
 * @param name its name
 * @param key its primary key: each row's number, from 1
 * @param columns its other columns
 * @param rows what is in these columns: an Integer, a String or null for each
 */
public record GeneratedTable(
        String name, String key, List<GeneratedColumn> columns, List<List<@Nullable Object>> rows) {
    public GeneratedTable {
        columns = List.copyOf(columns);
        rows = rows.stream()
                .map(row -> Collections.unmodifiableList(new ArrayList<>(row)))
                .toList();
    }

    /** {@return whether a column has that name, or one that SQLite takes for the same} */
    boolean isTaken(String column) {
        return key.equalsIgnoreCase(column)
                || columns.stream().anyMatch(each -> each.name().equalsIgnoreCase(column));
    }

    /** Makes the table, and fills it. */
    public void createWith(DSLContext database) {
        var create = database.createTable(DSL.name(name))
                .column(DSL.field(DSL.name(key), SQLDataType.INTEGER.notNull()))
                .columns(columns.stream().map(GeneratedTable::typed).toList())
                .constraint(DSL.constraint().primaryKey(DSL.name(key)));
        for (var column : columns) {
            create = column.reference()
                    .filter(GeneratedColumn.Reference::declared)
                    .map(to -> DSL.constraint()
                            .foreignKey(DSL.name(column.name()))
                            .references(DSL.name(to.table()), DSL.name(to.key())))
                    .map(create::constraint)
                    .orElse(create);
        }
        create.execute();
        for (int i = 0; i < rows.size(); i++) {
            insert(database, i + 1, rows.get(i));
        }
    }

    private static Field<?> typed(GeneratedColumn column) {
        var type = switch (column.type()) {
            case INTEGER -> SQLDataType.INTEGER;
            case TEXT -> SQLDataType.CLOB;
        };
        return DSL.field(DSL.name(column.name()), type.nullable(!column.notNull()));
    }

    private void insert(DSLContext database, int number, List<@Nullable Object> values) {
        var row = new ArrayList<@Nullable Object>();
        row.add(number);
        row.addAll(values);
        var fields = new ArrayList<Field<?>>();
        fields.add(DSL.field(DSL.name(key)));
        columns.forEach(column -> fields.add(typed(column)));
        database.insertInto(DSL.table(DSL.name(name)))
                .columns(fields)
                .values(row)
                .execute();
    }
}
