package dev.intact.sqlite;

import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.check.Relation;
import dev.intact.check.Unmatched;
import dev.intact.operation.Absorption;
import dev.intact.operation.CopyColumns;
import dev.intact.operation.CopyRows;
import dev.intact.operation.DropCopies;
import dev.intact.operation.Primitive;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** What goes from one of two 1:1 tables to the other: values of columns, or whole rows. */
final class CopyRendering {
    private final StageDraft draft;
    private final Absorption absorption;
    private final PairedRows pairs;

    private CopyRendering(StageDraft draft, Absorption absorption) {
        this.draft = draft;
        this.absorption = absorption.exact(draft.before());
        this.pairs = new PairedRows(this.absorption);
    }

    static Stage columns(StageDraft draft, CopyColumns operation, Optional<Primitive> next) {
        return new CopyRendering(draft, operation.absorption()).columns(operation, next);
    }

    static Stage rows(StageDraft draft, CopyRows operation) {
        return new CopyRendering(draft, operation.absorption()).rows(operation);
    }

    static Stage drop(StageDraft draft, DropCopies operation) {
        draft.prove(operation.uncopied(draft.before()), "the other table holds all that goes");
        operation
                .keys(draft.before())
                .forEach(key -> draft.run(IndexRendering.dropping(key.table(), key.name()), "no longer needed"));
        operation.columns(draft.before()).forEach(column -> ColumnRemoval.of(draft, column));
        return draft.in(Phase.CONTRACT);
    }

    // ---- columns

    private Stage columns(CopyColumns operation, Optional<Primitive> next) {
        var before = draft.before();
        ReferenceRules.check(before, absorption);
        var postponed = PostponedCopy.of(draft, operation, next);
        if (postponed.isPresent()) {
            operation.columns(before).forEach(this::add);
            draft.workplace().postpone(postponed.get());
            return draft.in(Phase.EXPAND);
        }
        // Before the indexes: a column may be added by making the table anew, without what is yet to be planned.
        operation.columns(before).forEach(this::add);
        operation
                .keys(before)
                .forEach(key ->
                        draft.run(IndexRendering.statement(key.table(), key.index()), "hold the two tables to be 1:1"));
        if (!absorption.filling() && operation.columns(before).stream().noneMatch(Column::notNull)) {
            operation.checks(before).stream()
                    .filter(Unmatched.class::isInstance)
                    .forEach(check -> draft.prove(check, "every row has its other half"));
        }
        var written = pairs.written().stream().map(PairedRows.Written::column).toList();
        warnOfTriggers(written);
        if (!written.isEmpty()) {
            draft.run(update(), "fill the columns");
        }
        operation.columns(before).stream()
                .filter(PostponedCopy::isLaterNotNull)
                .forEach(column -> NotNullRendering.of(draft, column.name(), List.of()));
        return draft.warnOfLength().in(Phase.EXPAND);
    }

    private void add(Column column) {
        ColumnAddition.of(draft, PostponedCopy.isLaterNotNull(column) ? column.withNotNull(false) : column);
    }

    private void warnOfTriggers(List<String> columns) {
        draft.triggersOnUpdateOf(columns).forEach(trigger -> {
            draft.workplace()
                    .requireForeignKeys(
                            "filling columns of " + absorption.target(),
                            "what the %s does may need them".formatted(trigger),
                            FillRendering.WITHOUT_TRIGGER);
            draft.warn("every row is updated, for which the %s may fire".formatted(trigger));
        });
    }

    /** A subquery for each row is quicker here than UPDATE FROM. */
    private Query update() {
        var written = pairs.written();
        var found = DSL.sql("from {0} where {1}", pairs.source(), pairs.belongTogether());
        return DSL.query(
                "update {0} set ({1}) = (select {2} {3}){4}",
                pairs.target(),
                DSL.list(written.stream().map(each -> DSL.name(each.column())).toList()),
                DSL.list(written.stream().map(PairedRows.Written::value).toList()),
                found,
                pairs.mayBeAlone() ? DSL.sql(" where exists (select 1 {0})", found) : DSL.sql(""));
    }

    // ---- rows

    private Stage rows(CopyRows operation) {
        for (var column : operation.pointer()) {
            ColumnAddition.of(draft, column.withNotNull(false));
        }
        warnOfTriggers(operation.pointer().stream().map(Column::name).toList());
        for (var column : operation.pointer()) {
            draft.run(
                    DSL.query(
                            "update {0} set {1} = {2}",
                            Relation.name(absorption.target()),
                            DSL.name(column.name()),
                            DSL.name(operation.numbering(draft.before()))),
                    "number the rows of the table that is there again");
        }
        draft.run(insert(), "give each row its other half again");
        operation.pointer().stream()
                .filter(Column::notNull)
                .forEach(column -> NotNullRendering.of(draft, column.name(), List.of()));
        return draft.warnOfLength().in(Phase.EXPAND);
    }

    private Query insert() {
        var columns = absorption.copiedRow();
        return DSL.query(
                "insert into {0} ({1}) select {2} from {3}",
                Relation.name(absorption.source()),
                DSL.list(ColumnPair.from(columns).stream().map(DSL::name).toList()),
                DSL.list(ColumnPair.to(columns).stream()
                        .<Field<Object>>map(Relation::field)
                        .toList()),
                Relation.name(absorption.target()));
    }
}
