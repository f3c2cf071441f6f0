package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Generation;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.AddColumn;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.List;

/** A column more. Rows that are there are not touched, unless their values differ from each other. */
final class AddColumnStages {
    private AddColumnStages() {}

    static List<Stage> of(AddColumn operation, Catalog before, Mode mode, NormalForms expressions) {
        var column = operation.column();
        var stages = new Stages(operation, phase(column), before);
        if (stages.isDone()) {
            return List.of();
        }
        var table = stages.table();
        boolean rewrites = rewrites(column, expressions);
        if (rewrites) {
            if (mode == Mode.ONLINE) {
                throw rewriting(table.name() + "." + column.name());
            }
            stages.warn("adding %s writes every row of %s anew".formatted(column.name(), table.name()));
        }
        stages.warn(
                "open transactions that have prepared \"select *\" from %s fail once: \"cached plan must not change result type\""
                        .formatted(table.name()));
        var added = stages.finish(Steps.brief(
                Ddl.addColumn(table.name(), column, before.types().getOrDefault(column.type(), column.type())),
                "add the column " + column.name(),
                Locks.onAllOf(before, table, Lock.Mode.ACCESS_EXCLUSIVE)));
        return rewrites ? added.stream().map(Stage::rebuilding).toList() : added;
    }

    private static Phase phase(Column column) {
        boolean filled = column.defaultValue() != null || !(column.generation() instanceof Generation.None);
        return column.notNull() && !filled ? Phase.CONTRACT : Phase.EXPAND;
    }

    /** A default is kept in the catalog for the rows that are there only if it is the same for all (ALTER TABLE, Notes). */
    private static boolean rewrites(Column column, NormalForms expressions) {
        var value = column.defaultValue();
        return value == null
                ? column.generation() instanceof Generation.Identity
                        || (column.generation() instanceof Generation.Computed computed && computed.stored())
                : expressions.isVolatile(value.sql());
    }

    private static UnsupportedChangeException rewriting(String column) {
        return new UnsupportedChangeException(
                "adding %s while others read and write".formatted(column),
                "each row gets a value of its own, so that the whole table is written anew, and everyone waits",
                "run it when nobody uses the table: .atomic(); or add it without a default and fill it");
    }
}
