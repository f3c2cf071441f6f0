package dev.intact.sqlite;

import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.check.Orphans;
import dev.intact.check.Relation;
import dev.intact.operation.CopyKey;
import dev.intact.operation.DropKeyCopy;
import dev.intact.operation.EndKeyCopy;
import dev.intact.operation.KeyCopy;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** Columns that a table gets of the key which it refers to, and their end. */
final class KeyCopyRendering {
    private static final String CHILD = "child";
    private static final String PARENT = "parent";

    private final StageDraft draft;
    private final KeyCopy copy;

    private KeyCopyRendering(StageDraft draft, KeyCopy copy) {
        this.draft = draft;
        this.copy = copy.exact(draft.before());
    }

    static Stage add(StageDraft draft, CopyKey operation) {
        return new KeyCopyRendering(draft, operation.copy()).add(operation);
    }

    /** Nobody writes meanwhile, so nothing is there that would have to go. */
    static Stage end(StageDraft draft, EndKeyCopy operation) {
        return draft.in(Phase.CONTRACT);
    }

    static Stage drop(StageDraft draft, DropKeyCopy operation) {
        operation
                .checks(draft.before())
                .forEach(check -> draft.prove(check, "each value can be told from the other row"));
        operation.columns(draft.before()).forEach(column -> ColumnRemoval.of(draft, column));
        return draft.in(Phase.CONTRACT);
    }

    private Stage add(CopyKey operation) {
        var before = draft.before();
        var later = operation.forbiddenLater(before);
        operation.checks(before).stream()
                .filter(check -> !(check instanceof Orphans && isToldByNull(later)))
                .forEach(check -> draft.prove(check, check.rule()));
        operation.columns(before).forEach(column -> ColumnAddition.of(draft, column.withNotNull(false)));
        FillRendering.warnOfTriggers(draft, ColumnPair.from(copy.all()));
        draft.run(update(), "fill the columns");
        later.stream().map(Column::name).forEach(column -> NotNullRendering.of(draft, column, List.of()));
        return draft.warnOfLength().in(Phase.EXPAND);
    }

    /** What refers to no row is left without a value, and the statement that forbids NULL then looks at every row. */
    private boolean isToldByNull(List<Column> forbidden) {
        return NotNullRendering.canAlter(draft)
                && forbidden.stream()
                        .anyMatch(column -> ColumnPair.from(copy.copied()).contains(column.name()));
    }

    private Query update() {
        var columns = new ArrayList<Name>();
        var values = new ArrayList<Field<Object>>();
        for (var pair : copy.copied()) {
            columns.add(DSL.name(pair.from()));
            values.add(Relation.field(PARENT, pair.to()));
        }
        for (var pair : copy.present()) {
            columns.add(DSL.name(pair.from()));
            values.add(DSL.coalesce(Relation.field(CHILD, pair.from()), Relation.field(PARENT, pair.to())));
        }
        return DSL.query(
                "update {0} as {1} set ({2}) = (select {3} from {4} as {5}{6} where {7}) where {8}",
                Relation.name(copy.child()),
                DSL.name(CHILD),
                DSL.list(columns),
                DSL.list(values),
                Relation.name(copy.parent()),
                DSL.name(PARENT),
                coveringIndex()
                        .map(name -> DSL.sql(" indexed by {0}", DSL.name(name)))
                        .orElse(DSL.sql("")),
                refers(),
                unfilled());
    }

    /**
     * {@return an index in which a row's values stand beside what it is found by} That takes half the time of looking for
     * the row as well, as SQLite does by itself where another index says that there is just one.
     */
    private Optional<String> coveringIndex() {
        var parent = draft.before().table(copy.parent());
        var joined = ColumnPair.to(copy.joined());
        if (PropertyReader.isStoredBy(parent, joined) || copy.joined().stream().anyMatch(this::converts)) {
            return Optional.empty();
        }
        return parent.indexes().stream()
                .filter(index ->
                        index.predicate() == null && index.plainColumns().size() >= joined.size())
                .filter(index -> Set.copyOf(index.plainColumns().subList(0, joined.size()))
                        .equals(Set.copyOf(joined)))
                .filter(index -> index.plainColumns().containsAll(ColumnPair.to(copy.all())))
                .flatMap(index -> Stream.ofNullable(index.name()))
                .findFirst();
    }

    /** Whether values are converted to be compared, for which no index can be used. */
    private boolean converts(ColumnPair pair) {
        var child = draft.table();
        var parent = draft.before().table(copy.parent());
        return ReferenceRules.affinity(child, child.column(pair.from()))
                != ReferenceRules.affinity(parent, parent.column(pair.to()));
    }

    private Condition refers() {
        return DSL.and(copy.joined().stream()
                .map(pair -> Relation.field(PARENT, pair.to()).eq(Relation.field(CHILD, pair.from())))
                .toList());
    }

    private Condition unfilled() {
        var refers = DSL.and(copy.joined().stream()
                .map(pair -> Relation.field(CHILD, pair.from()).isNotNull())
                .toList());
        return refers.and(DSL.or(copy.all().stream()
                .map(pair -> Relation.field(CHILD, pair.from()).isNull())
                .toList()));
    }
}
