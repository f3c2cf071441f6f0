package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Dependent;
import dev.intact.catalog.Table;
import dev.intact.error.DependentsException;

/** Triggers that insert a row as it is into another table, and would fail once it has more or fewer columns. */
public final class WholeRows {
    private WholeRows() {}

    /**
     * Refuses a step from the one schema to the other that gives a table more or fewer columns, which such a trigger that
     * stays would meet at the next write.
     *
     * @throws DependentsException if there is such a trigger
     */
    public static void refuse(Catalog before, Catalog after) {
        for (var table : after.tables().values()) {
            before.find(table.name())
                    .filter(old -> old.columns().size() != table.columns().size())
                    .ifPresent(old -> refuse(table));
        }
    }

    private static void refuse(Table table) {
        var triggers = table.dependents().stream()
                .filter(user -> user.kind() == Dependent.Kind.TRIGGER)
                .filter(user -> user.columns().contains(Dependent.WHOLE_ROW))
                .map(Dependent::toString)
                .toList();
        if (!triggers.isEmpty()) {
            throw new DependentsException(
                    "the number of columns of " + table.name(),
                    triggers,
                    "let its function name them: insert into … (a, b) values (new.a, new.b)");
        }
    }
}
