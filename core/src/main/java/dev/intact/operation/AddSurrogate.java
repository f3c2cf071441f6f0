package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Feature;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.check.Relation;
import dev.intact.error.DifferentShapeException;
import dev.intact.error.InvalidChangeException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jooq.impl.DSL;

/**
 * Adds a column that tells rows apart and means nothing; each row that is there gets a value.
 *
 * @param table the table
 * @param column the column
 * @param kind what its values are
 */
public record AddSurrogate(TableName table, String column, SurrogateKey kind) implements Primitive {
    @Override
    public Scope scope(Catalog known) {
        return new AddColumn(table, definition(known)).scope();
    }

    /** {@return the column as it is in the end} */
    public Column definition(Catalog before) {
        return kind.column(column, before);
    }

    @Override
    public Catalog after(Catalog before) {
        var there = before.table(table);
        var wanted = before.inNormalForm(there.name(), definition(before));
        var old = there.find(column);
        if (old.isEmpty()) {
            return before.with(there.with(wanted, rows(before)));
        }
        if (!old.get().equals(wanted) && !isUnderWay(before)) {
            throw new DifferentShapeException(
                    "column %s of %s".formatted(column, table),
                    wanted.toString(),
                    old.get().toString(),
                    "choose another name");
        }
        return old.get().equals(wanted) ? before : before.with(there.replacing(wanted, remaining(before)));
    }

    /** {@return whether an earlier run has added the column, and did not come to fill every row} */
    public boolean isUnderWay(Catalog before) {
        var there = before.table(table);
        var wanted = before.inNormalForm(there.name(), definition(before));
        return there.find(column)
                .filter(old -> wanted.notNull() && !old.notNull() && old.type().equals(wanted.type()))
                .filter(old -> wanted.defaultValue() == null
                        ? String.valueOf(old.defaultValue()).startsWith("nextval(")
                        : wanted.defaultValue().equals(old.defaultValue()))
                .isPresent();
    }

    /** Values that differ, and from those that a sequence has given. */
    private Expression rows(Catalog before) {
        var value = definition(before).defaultValue();
        if (value != null) {
            return value;
        }
        return Expression.of(before.server().can(Feature.IDENTITY_COLUMNS) ? "- row_number() over ()" : "rowid");
    }

    /** What the rows hold in the end of which some are filled. */
    private Expression remaining(Catalog before) {
        return Relation.text(DSL.coalesce(Relation.field(column), Relation.field(rows(before))));
    }

    @Override
    public Set<TableName> moves(Catalog before) {
        return Set.of(before.table(table).name());
    }

    @Override
    public Undo undo(Catalog before) {
        return before.table(table).find(column).isPresent()
                ? Undo.NOTHING
                : Undo.by(new DropColumn(table, column, List.of(), true))
                        .noting("the values of %s (%s) are given up".formatted(table, column));
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        return Call.of("addSurrogate", table, List.of(column, kind.name().toLowerCase(Locale.ROOT)))
                .toString();
    }

    static AddSurrogate read(Call head, List<Call> rest) {
        if (!rest.isEmpty()) {
            throw rest.get(0).unexpected();
        }
        return new AddSurrogate(head.table(), head.text(1), kind(head.text(2)));
    }

    static SurrogateKey kind(String text) {
        for (var kind : SurrogateKey.values()) {
            if (kind.name().equalsIgnoreCase(text)) {
                return kind;
            }
        }
        throw new InvalidChangeException("there is no surrogate key of that kind: " + text);
    }
}
