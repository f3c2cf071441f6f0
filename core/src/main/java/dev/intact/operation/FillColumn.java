package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.check.Relation;
import dev.intact.check.Unmet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.impl.DSL;

/**
 * Gives a column a value in each row in which it is NULL, told by an expression over the columns of that row. What is in it
 * stays; a row for which the expression is NULL, too, stays empty.
 *
 * @param table the table
 * @param column the column, which is there or comes with the change
 * @param value SQL, as the database has it, over columns that are there before the change
 */
public record FillColumn(TableName table, String column, Expression value) implements Primitive {
    @Override
    public Scope scope() {
        return Scope.of(table, Set.of(value.sql()));
    }

    /** {@return the rule that holds in the end: no row is empty for which there is a value} */
    public DataCheck filled(Catalog before) {
        return new Unmet(
                before.table(table).name(),
                Expression.of("%s is not null or (%s) is null".formatted(Names.quoted(column), value.sql())));
    }

    @Override
    public Optional<DataCheck> resolves(Catalog before) {
        return before.table(table).column(column).notNull() ? Optional.empty() : Optional.of(filled(before));
    }

    @Override
    public Catalog after(Catalog before) {
        var there = before.table(table);
        var filled = there.column(column);
        if (filled.notNull()) {
            return before;
        }
        SharedRows.refuse("filling a column of " + there.name(), there);
        return before.with(there.replacing(filled, rows(there, filled)));
    }

    private Expression rows(Table there, Column filled) {
        var known = Optional.ofNullable(there.pending().derived().get(filled.name()))
                .map(Relation::field)
                .orElseGet(() -> Relation.field(filled.name()));
        return Relation.text(DSL.coalesce(known, Relation.field(value)));
    }

    @Override
    public Set<TableName> moves(Catalog before) {
        return Set.of(before.table(table).name());
    }

    /** Which values were filled in cannot be told from others any more. */
    @Override
    public Undo undo(Catalog before) {
        return Undo.NOTHING.noting("what was filled in stays in %s (%s)".formatted(table, column));
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        return Call.of("fillColumn", table, List.of(column, value.sql())).toString();
    }

    static FillColumn read(Call head, List<Call> rest) {
        if (!rest.isEmpty()) {
            throw rest.get(0).unexpected();
        }
        return new FillColumn(head.table(), head.text(1), Expression.of(head.text(2)));
    }
}
