package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Feature;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.Contradicting;
import dev.intact.check.CopiedValues;
import dev.intact.check.DataCheck;
import dev.intact.check.Orphans;
import dev.intact.check.Relation;
import dev.intact.check.Unmet;
import dev.intact.error.DifferentShapeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.impl.DSL;

/**
 * Gives a table that refers to another the columns of that one's key which it lacks, filled with what the row that is
 * referred to holds. From then on, until {@link EndKeyCopy}, they hold the same: where others write meanwhile, triggers see
 * to it.
 *
 * @param copy which table refers to which, and what it gets
 */
public record CopyKey(KeyCopy copy) implements Primitive {
    @Override
    public TableName table() {
        return copy.child();
    }

    @Override
    public Scope scope() {
        return Scope.of(copy.child()).plus(Scope.of(copy.parent()));
    }

    /** {@return whether the columns are there, and hold what the parent holds} */
    public boolean isDone(Catalog before) {
        return before.table(table()).properties().containsKey(copy.exact(before).kept());
    }

    /** {@return whether an earlier run has begun it, and did not come to its end} */
    public boolean isUnderWay(Catalog before) {
        return before.table(table()).properties().containsKey(copy.exact(before).underWay());
    }

    /** {@return the new columns, as they are in the end} */
    public List<Column> columns(Catalog before) {
        return copy.copied().stream().map(pair -> copy.column(before, pair)).toList();
    }

    /** {@return the columns in which NULL is forbidden in the end, and is not yet} */
    public List<Column> forbiddenLater(Catalog before) {
        var there = before.table(table());
        return copy.isRequired(before)
                ? copy.all().stream()
                        .filter(pair ->
                                there.find(pair.from()).filter(Column::notNull).isEmpty())
                        .map(pair -> copy.column(before, pair))
                        .toList()
                : List.of();
    }

    @Override
    public Catalog after(Catalog before) {
        var exact = copy.exact(before);
        var there = before.table(table());
        exact.begun(there).filter(text -> !text.equals(exact.toString())).ifPresent(text -> {
            throw new DifferentShapeException(
                    "the columns that %s gets from the key of %s".formatted(exact.child(), exact.parent()),
                    exact.toString(),
                    text,
                    "say the change as it was begun, and finish it or take it back");
        });
        if (isDone(before)) {
            return before;
        }
        var copied = CopiedValues.from(before, exact.parent(), there, exact.joined());
        var child = there.with(copied.lookup());
        for (var pair : exact.copied()) {
            child = withCopied(before, child, pair, copied.of(pair.to()));
        }
        for (var pair : exact.present()) {
            child = withFilled(before, child, pair, copied.of(pair.to()));
        }
        return before.with(child.withoutProperty(exact.underWay()).with(exact.kept(), exact.toString()));
    }

    private Table withCopied(Catalog before, Table child, ColumnPair pair, Expression rows) {
        var column = copy.column(before, pair);
        if (child.find(pair.from()).isEmpty()) {
            return child.with(column, rows);
        }
        if (!isUnderWay(before)) {
            throw new DifferentShapeException(
                    "column %s of %s".formatted(pair.from(), child.name()),
                    "no such column yet",
                    child.column(pair.from()).toString(),
                    "say another name: .referencedBy(\"%s\", column(\"…\").to(\"%s\"))"
                            .formatted(child.name().name(), pair.to()));
        }
        return child.replacing(column, rows);
    }

    private Table withFilled(Catalog before, Table child, ColumnPair pair, Expression value) {
        var column = child.column(pair.from());
        if (column.notNull()) {
            return child;
        }
        var rows = Relation.text(DSL.coalesce(Relation.field(pair.from()), Relation.field(value)));
        return child.replacing(column.withNotNull(copy.isRequired(before)), rows);
    }

    @Override
    public Set<TableName> moves(Catalog before) {
        return Set.of(before.table(table()).name());
    }

    /** A validated foreign key is the proof that there are no orphans. */
    @Override
    public List<DataCheck> checks(Catalog before) {
        if (isDone(before)) {
            return List.of();
        }
        var exact = copy.exact(before);
        var checks = new ArrayList<DataCheck>();
        if (!isHeld(before, exact)) {
            checks.add(Orphans.of(exact.child(), narrow(exact)));
        }
        exact.present()
                .forEach(pair ->
                        checks.add(new Contradicting(exact.child(), exact.parent(), exact.joined(), pair, true)));
        return checks;
    }

    private static ForeignKey narrow(KeyCopy exact) {
        return Keys.of(ColumnPair.from(exact.joined()), exact.parent(), ColumnPair.to(exact.joined()));
    }

    /** Whether a key that is there has been held to: on SQLite nobody knows. */
    private static boolean isHeld(Catalog before, KeyCopy exact) {
        return before.server().can(Feature.NOT_VALID)
                && exact.oldReference(before).filter(ForeignKey::validated).isPresent();
    }

    /**
     * What refers to a row by a part of its key refers to it by all of it: whatever points nowhere is told of once. Asked of
     * rows that are yet to be filled, that would take long.
     */
    @Override
    public Set<DataCheck> establishes(Catalog before) {
        var exact = copy.exact(before);
        var all = Stream.concat(exact.joined().stream(), exact.all().stream()).toList();
        var whole = new HashSet<DataCheck>();
        whole.add(Orphans.of(exact.child(), Keys.of(ColumnPair.from(all), exact.parent(), ColumnPair.to(all))));
        if (exact.joined().size() == 1 && exact.present().isEmpty()) {
            exact.nullTogether(before)
                    .ifPresent(condition -> whole.add(new Unmet(exact.child(), Expression.of(condition))));
        }
        return whole;
    }

    /** NULLs that were filled stay so, which takes nothing from anyone. */
    @Override
    public Undo undo(Catalog before) {
        if (isDone(before)) {
            return Undo.NOTHING;
        }
        var there = before.table(table());
        var allowed = copy.present().stream()
                .filter(pair ->
                        copy.isRequired(before) && !there.column(pair.from()).notNull())
                .map(pair -> Undo.by(new DropNotNull(table(), pair.from())));
        return Stream.concat(Stream.of(Undo.by(new DropKeyCopy(copy.exact(before)))), allowed)
                .reduce(Undo.NOTHING, Undo::then);
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        return Call.chain(copy.calls("copyKey"));
    }

    static CopyKey read(Call head, List<Call> rest) {
        return new CopyKey(KeyCopy.read(head, rest));
    }
}
