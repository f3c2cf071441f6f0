package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import java.util.List;

/** What forbidding and allowing NULL have in common. */
final class NotNull {
    private NotNull() {}

    static Catalog set(Catalog before, TableName table, String column, boolean forbidden) {
        var there = before.table(table);
        var old = there.column(column);
        return old.notNull() == forbidden ? before : before.with(there.replacing(old.withNotNull(forbidden)));
    }

    static String onlyColumn(Call head, List<Call> rest) {
        if (!rest.isEmpty()) {
            throw rest.get(0).unexpected();
        }
        return head.text(1);
    }
}
