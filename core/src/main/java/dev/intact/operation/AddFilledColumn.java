package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Scope;
import dev.intact.error.InvalidChangeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Adds a column at the end of a table, in which each row that is there gets a value of its own. Where NULL is forbidden,
 * rows that come later have to bring theirs.
 *
 * @param adding the column
 * @param value SQL, as the database has it, over columns that are there before the change
 */
public record AddFilledColumn(AddColumn adding, Expression value) implements Composite {
    @Override
    public void validate() {
        if (adding.column().defaultValue() != null) {
            throw new InvalidChangeException(
                    "addColumn: %s of %s has a default, which every row would get: leave it or .filledBy(…) out"
                            .formatted(adding.column().name(), adding.table()));
        }
    }

    @Override
    public Scope scope() {
        return adding.scope().plus(Scope.of(adding.table(), Set.of(value.sql())));
    }

    @Override
    public List<Operation> expand(Catalog before) {
        var column = adding.column();
        boolean done = before.table(adding.table())
                .find(column.name())
                .filter(Column::notNull)
                .isPresent();
        var operations = new ArrayList<Operation>();
        operations.add(done ? adding : new AddColumn(adding.table(), column.withNotNull(false)));
        operations.add(new FillColumn(adding.table(), column.name(), value));
        if (column.notNull()) {
            operations.add(new SetNotNull(adding.table(), column.name()));
        }
        return operations;
    }

    @Override
    public String toString() {
        return adding + "." + Call.of("filledBy", value.sql());
    }

    /** Reads the text of a column that is added, filled or not. */
    static Operation read(Call head, List<Call> rest) {
        int last = rest.size() - 1;
        return !rest.isEmpty() && rest.get(last).name().equals("filledBy")
                ? AddColumn.read(head, rest.subList(0, last))
                        .filledBy(rest.get(last).text(0))
                : AddColumn.read(head, rest);
    }
}
