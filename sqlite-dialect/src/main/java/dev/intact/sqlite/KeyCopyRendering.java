package dev.intact.sqlite;

import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.check.Relation;
import dev.intact.operation.CopyKey;
import dev.intact.operation.DropKeyCopy;
import dev.intact.operation.EndKeyCopy;
import dev.intact.operation.KeyCopy;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.ArrayList;
import java.util.List;
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
        operation.checks(before).forEach(check -> draft.prove(check, check.rule()));
        var later = operation.forbiddenLater(before);
        operation.columns(before).forEach(column -> ColumnAddition.of(draft, column.withNotNull(false)));
        FillRendering.warnOfTriggers(draft, ColumnPair.from(copy.all()));
        draft.run(update(), "fill the columns");
        later.stream().map(Column::name).forEach(column -> NotNullRendering.of(draft, column, List.of()));
        return draft.warnOfLength().in(Phase.EXPAND);
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
                "update {0} as {1} set ({2}) = (select {3} from {4} as {5} where {6}) where {7}",
                Relation.name(copy.child()),
                DSL.name(CHILD),
                DSL.list(columns),
                DSL.list(values),
                Relation.name(copy.parent()),
                DSL.name(PARENT),
                refers(),
                unfilled());
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
