package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.error.DifferentShapeException;
import java.util.ArrayList;

/** The table {@code intact_quarantine_{table}} beside a table, that keeps whole rows which were moved away from it. */
public final class Quarantine {
    /** Its column that says why a row is there. */
    public static final String REASON = "intact_reason";

    /** Its column that says since when a row is there. */
    public static final String MOVED_AT = "intact_moved_at";

    private static final Column REASON_COLUMN = Column.of(REASON, "text");
    private static final Column MOVED_AT_COLUMN = Column.of(MOVED_AT, "timestamp with time zone");

    private Quarantine() {}

    /** {@return the quarantine table of that table} */
    public static TableName of(TableName table) {
        return table.sibling(Names.quarantine(table));
    }

    /** {@return what must be known of a table's quarantine table, whether it is there or not} */
    static Scope scope(TableName table) {
        return Scope.ofPossible(of(table)).withType(REASON_COLUMN.type()).withType(MOVED_AT_COLUMN.type());
    }

    /**
     * {@return the schema with the quarantine table of that table}
     *
     * @throws DifferentShapeException if an older one cannot hold the table's rows
     */
    static Catalog in(Catalog before, Table table) {
        var wanted = wanted(before, table);
        var old = before.find(wanted.name());
        if (old.isEmpty()) {
            return before.with(wanted);
        }
        var missing = wanted.columns().stream()
                .filter(column -> old.get()
                        .find(column.name())
                        .filter(each -> each.type().equals(column.type()))
                        .isEmpty())
                .map(Column::toString)
                .toList();
        if (!missing.isEmpty()) {
            throw new DifferentShapeException(
                    wanted.name().toString(),
                    "a column each for " + String.join(", ", missing),
                    "columns " + String.join(", ", old.get().columnNames()),
                    "rename the old quarantine table");
        }
        return before;
    }

    private static Table wanted(Catalog before, Table table) {
        var columns = new ArrayList<Column>();
        table.columns().forEach(column -> columns.add(Column.of(column.name(), column.type())));
        columns.add(before.inNormalForm(table.name(), REASON_COLUMN));
        columns.add(before.inNormalForm(table.name(), MOVED_AT_COLUMN));
        return Table.of(of(table.name()), columns);
    }
}
