package dev.intact.sqlite;

import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.check.Relation;
import dev.intact.check.Unmatched;
import dev.intact.operation.Absorption;
import dev.intact.operation.CopyColumns;
import dev.intact.operation.CopyRows;
import dev.intact.operation.DropCopies;
import dev.intact.operation.Reconcile;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** What goes from one of two 1:1 tables to the other: values of columns, or whole rows. */
final class CopyRendering {
    /** Names that an expression of a user's says. */
    private static final String SOURCE = "source";

    private static final String TARGET = "target";

    private final StageDraft draft;
    private final Absorption absorption;

    private CopyRendering(StageDraft draft, Absorption absorption) {
        this.draft = draft;
        this.absorption = absorption.exact(draft.before());
    }

    static Stage columns(StageDraft draft, CopyColumns operation) {
        return new CopyRendering(draft, operation.absorption()).columns(operation);
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

    private Stage columns(CopyColumns operation) {
        var before = draft.before();
        ReferenceRules.check(before, absorption);
        operation
                .keys(before)
                .forEach(key ->
                        draft.run(IndexRendering.statement(key.table(), key.index()), "hold the two tables to be 1:1"));
        var late = new ArrayList<String>();
        for (var column : operation.columns(before)) {
            boolean isLate = column.notNull() && column.defaultValue() == null;
            ColumnAddition.of(draft, isLate ? column.withNotNull(false) : column);
            if (isLate) {
                late.add(column.name());
            }
        }
        if (!absorption.filling() && operation.columns(before).stream().noneMatch(Column::notNull)) {
            operation.checks(before).stream()
                    .filter(Unmatched.class::isInstance)
                    .forEach(check -> draft.prove(check, "every row has its other half"));
        }
        warnOfTriggers(written().stream().map(Written::column).toList());
        if (!written().isEmpty()) {
            draft.run(update(), "fill the columns");
        }
        late.forEach(column -> NotNullRendering.of(draft, column, List.of()));
        return draft.warnOfLength().in(Phase.EXPAND);
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

    /** The target's column, and what it gets. */
    private record Written(String column, QueryPart value) {}

    private List<Written> written() {
        var written = new ArrayList<Written>();
        absorption.written().forEach(pair -> written.add(new Written(pair.to(), Relation.field(SOURCE, pair.from()))));
        absorption.reconciled().forEach(each -> {
            if (each.choice() instanceof Reconcile.By by) {
                UserSql.expression(by.expression().sql());
                written.add(new Written(each.columns().to(), Relation.field(by.expression())));
            }
        });
        return written;
    }

    /** A subquery for each row is quicker here than UPDATE FROM. */
    private Query update() {
        var written = written();
        var found = DSL.sql(
                "from {0} as {1} where {2}", Relation.name(absorption.source()), DSL.name(SOURCE), belongsTogether());
        return DSL.query(
                "update {0} as {1} set ({2}) = (select {3} {4}){5}",
                Relation.name(absorption.target()),
                DSL.name(TARGET),
                DSL.list(written.stream().map(each -> DSL.name(each.column())).toList()),
                DSL.list(written.stream().map(Written::value).toList()),
                found,
                absorption.filling() ? DSL.sql(" where exists (select 1 {0})", found) : DSL.sql(""));
    }

    private Condition belongsTogether() {
        return DSL.and(absorption.joined().stream()
                .map(pair -> Relation.field(SOURCE, pair.to()).eq(Relation.field(TARGET, pair.from())))
                .toList());
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
