package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Feature;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.TargetKey;
import dev.intact.check.Conflicting;
import dev.intact.check.CopiedValues;
import dev.intact.check.DataCheck;
import dev.intact.check.NullResults;
import dev.intact.check.Nulls;
import dev.intact.check.Relation;
import dev.intact.check.Shared;
import dev.intact.check.Unmatched;
import dev.intact.error.DifferentShapeException;
import dev.intact.error.UnsupportedChangeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives a table the columns of another that it is 1:1 with, and their values. From then on, until one of the two tables
 * gives them up, the columns hold the same in both: where others write meanwhile, triggers see to it.
 *
 * @param absorption which rows belong together, and which column goes where
 */
public record CopyColumns(Absorption absorption) implements Primitive {
    private static final String COMMENT = "comment on column ";

    @Override
    public TableName table() {
        return absorption.target();
    }

    /** {@return whether the columns are there, and hold what the source holds} */
    public boolean isDone(Catalog before) {
        return before.table(table()).properties().containsKey(Absorption.keptEqual(source(before)));
    }

    /** {@return whether an earlier run has begun it, and did not come to its end} */
    public boolean isUnderWay(Catalog before) {
        return before.table(table()).properties().containsKey(Absorption.underWay(source(before)));
    }

    private TableName source(Catalog before) {
        return before.table(absorption.source()).name();
    }

    /** {@return the unique indexes that make the two tables 1:1, where no key does} They go with the columns they are on. */
    public List<CreateIndex> keys(Catalog before) {
        var keys = new ArrayList<CreateIndex>();
        addKey(before.table(absorption.target()), ColumnPair.from(absorption.joined()), keys);
        addKey(before.table(absorption.source()), ColumnPair.to(absorption.joined()), keys);
        return keys;
    }

    private static void addKey(Table table, List<String> columns, List<CreateIndex> keys) {
        if (!TargetKey.isIn(table, columns)) {
            keys.add(new CreateIndex(
                    table.name(),
                    Index.on(Names.oneToOne(table.name(), columns), columns).withUnique(true)));
        }
    }

    /** {@return the new columns, as they are in the end} */
    public List<Column> columns(Catalog before) {
        return absorption.moved().stream()
                .map(pair -> absorption.column(before, pair))
                .toList();
    }

    /** {@return whether that property of the source is one of a column that moves, and comes along} */
    static boolean isCarried(String label, Absorption absorption) {
        return label.startsWith(COMMENT)
                && ColumnPair.from(absorption.moved()).contains(label.substring(COMMENT.length()));
    }

    /** {@return what is said of the columns that move, by their new names} */
    public SortedMap<String, String> comments(Catalog before) {
        var comments = new TreeMap<String, String>();
        var properties = before.table(absorption.source()).properties();
        absorption.moved().forEach(pair -> {
            var comment = properties.get(COMMENT + pair.from());
            if (comment != null) {
                comments.put(pair.to(), comment);
            }
        });
        return comments;
    }

    @Override
    public Catalog after(Catalog before) {
        var exact = absorption.exact(before);
        var there = before.table(table());
        refuseOther(there, exact);
        if (isDone(before)) {
            return before;
        }
        var after = before;
        for (var key : keys(before)) {
            after = key.after(after);
        }
        var copied = CopiedValues.from(before, exact.source(), there, exact.joined());
        var target = after.table(table()).with(copied.lookup());
        for (var pair : absorption.moved()) {
            target = with(before, target, pair, copied);
        }
        for (var pair : overwritten()) {
            target = target.replacing(target.column(pair.to()), overwriting(there, pair, copied));
        }
        for (var comment : comments(before).entrySet()) {
            target = target.with(COMMENT + comment.getKey(), comment.getValue());
        }
        return after.with(target.withoutProperty(Absorption.underWay(exact.source()))
                .with(Absorption.keptEqual(exact.source()), exact.toString()));
    }

    private static void refuseOther(Table there, Absorption exact) {
        Absorption.found(there, exact.source())
                .filter(text -> !text.equals(exact.toString()))
                .ifPresent(text -> {
                    throw new DifferentShapeException(
                            "the columns that %s takes over from %s".formatted(exact.target(), exact.source()),
                            exact.toString(),
                            text,
                            "say the change as it was begun, and finish it or take it back");
                });
    }

    private Table with(Catalog before, Table target, ColumnPair pair, CopiedValues copied) {
        var column = absorption.column(before, pair);
        var rows = absorption.filling() ? copied.of(pair.from(), filling(before, column)) : copied.of(pair.from());
        var old = target.find(pair.to());
        if (old.isEmpty()) {
            refuseUncopyable(before.table(absorption.source()), pair.from());
            return target.with(column, rows);
        }
        if (!isUnderWay(before)) {
            throw new DifferentShapeException(
                    "column %s of %s".formatted(pair.to(), target.name()),
                    "no such column yet",
                    old.get().toString(),
                    "let it have another name: .renaming(\"%s\", \"…\")".formatted(pair.from()));
        }
        return target.replacing(column, rows);
    }

    /** The columns that the target has, and that get what the source holds. */
    private List<ColumnPair> overwritten() {
        return absorption.reconciled().stream()
                .filter(each -> each.choice() instanceof Reconcile.PreferSource)
                .map(Reconciled::columns)
                .toList();
    }

    private static Expression overwriting(Table target, ColumnPair pair, CopiedValues copied) {
        return copied.of(pair.from(), Relation.text(Relation.field(target.name().name(), pair.to())));
    }

    /** Of what is overwritten: of new columns, there are no rules yet. Not where texts would be compared in another way. */
    @Override
    public List<DataCheck> checksAfter(Catalog after) {
        var target = after.table(table());
        var source = after.table(absorption.source());
        var made = absorption.reconciled().stream()
                .filter(each -> each.choice() instanceof Reconcile.By)
                .map(each -> each.columns().to())
                .toList();
        var rules = new OwnRules(after, target, made);
        return overwritten().stream()
                .filter(pair -> Objects.equals(
                        source.column(pair.from()).collation(),
                        target.column(pair.to()).collation()))
                .flatMap(pair -> rules.about(pair.to()))
                .distinct()
                .toList();
    }

    /**
     * {@return what a new column holds in a row that has no other half, where such are filled: its default, or NULL} Of the
     * column's type, which the default need not be: {@code timestamp default now()}.
     */
    public Expression filling(Catalog before, Column column) {
        var value = column.defaultValue();
        if (value == null) {
            return Expression.of("null");
        }
        return before.server().can(Feature.TYPED_EXPRESSIONS)
                ? Expression.of("cast((%s) as %s)".formatted(value.sql(), column.type()))
                : value;
    }

    private static void refuseUncopyable(Table source, String name) {
        var column = source.column(name);
        boolean numbered = source.properties().containsKey("sequence of column " + name);
        if (numbered || !(column.generation() instanceof Generation.None)) {
            throw new UnsupportedChangeException(
                    "moving %s (%s)".formatted(source.name(), name),
                    numbered
                            ? "its values come from a sequence that goes with the table"
                            : "its values come about by themselves: " + column,
                    "give it up, .leaving(\"%s\"), and add such a column to the other table".formatted(name));
        }
    }

    @Override
    public Set<TableName> moves(Catalog before) {
        return Set.of(before.table(table()).name());
    }

    @Override
    public List<DataCheck> checks(Catalog before) {
        if (isDone(before)) {
            return List.of();
        }
        var exact = absorption.exact(before);
        var checks = new ArrayList<DataCheck>();
        for (var key : keys(before)) {
            checks.add(new Shared(
                    key.table(),
                    key.index().plainColumns(),
                    key.table().equals(exact.target()) ? exact.source() : exact.target()));
        }
        if (!absorption.filling()) {
            checks.add(new Unmatched(exact.target(), exact.source(), exact.joined(), Unmatched.Side.TARGET));
        }
        var never = overwritten().stream()
                .filter(pair -> before.table(table()).column(pair.to()).notNull())
                .map(ColumnPair::from)
                .toList();
        if (!never.isEmpty()) {
            checks.add(new Nulls(exact.source(), never));
        }
        for (var each : absorption.reconciled()) {
            var columns = each.columns();
            if (each.choice() instanceof Reconcile.Agree) {
                checks.add(new Conflicting(
                        exact.target(), exact.source(), exact.joined(), new ColumnPair(columns.to(), columns.from())));
            }
            if (each.choice() instanceof Reconcile.By by
                    && before.table(table()).column(columns.to()).notNull()) {
                checks.add(new NullResults(
                        exact.target(),
                        exact.source(),
                        exact.joined(),
                        new ColumnPair(columns.to(), columns.from()),
                        by.expression()));
            }
        }
        return checks;
    }

    @Override
    public List<String> warnings(Catalog before) {
        var warnings = new ArrayList<String>();
        for (var each : absorption.reconciled()) {
            var columns = each.columns();
            if (each.choice() instanceof Reconcile.PreferTarget) {
                warnings.add("the values of %s (%s) are given up for those of %s (%s)"
                        .formatted(absorption.source(), columns.from(), absorption.target(), columns.to()));
            } else if (!(each.choice() instanceof Reconcile.Agree)) {
                warnings.add("the values of %s (%s) are overwritten, for which there is no way back"
                        .formatted(absorption.target(), columns.to()));
            }
        }
        return warnings;
    }

    @Override
    public Undo undo(Catalog before) {
        return isDone(before) ? Undo.NOTHING : Undo.by(new DropCopies(absorption.exact(before)));
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        return Call.chain(absorption.calls("copyColumns"));
    }

    static CopyColumns read(Call head, List<Call> rest) {
        return new CopyColumns(Absorption.readAll(head, rest));
    }
}
