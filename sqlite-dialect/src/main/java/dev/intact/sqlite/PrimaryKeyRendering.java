package dev.intact.sqlite;

import dev.intact.catalog.Column;
import dev.intact.catalog.Expression;
import dev.intact.check.Relation;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.AddSurrogate;
import dev.intact.operation.ReplacePrimaryKey;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.List;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Another primary key: the rows are stored by it, so that the table is made anew. */
final class PrimaryKeyRendering {
    private PrimaryKeyRendering() {}

    static Stage replace(StageDraft draft, ReplacePrimaryKey operation) {
        operation.checks(draft.before()).forEach(check -> draft.prove(check, check.rule()));
        var name = operation.name();
        var clause = draft.statements()
                .database()
                .renderInlined(DSL.sql(
                        "{0}primary key ({1})",
                        name == null ? DSL.sql("") : DSL.sql("constraint {0} ", DSL.name(name)),
                        DSL.list(operation.columns().stream().map(DSL::name).toList())));
        var definition = DefinitionEdit.withConstraint(withNotNulls(draft, withoutKey(draft)), clause);
        return TableEdit.ofOtherKey(draft, definition, "give it the other primary key")
                .in(Phase.CONTRACT);
    }

    private static CreateTable withoutKey(StageDraft draft) {
        var definition = draft.definition();
        return DefinitionEdit.without(
                definition,
                definition
                        .allConstraints()
                        .filter(ConstraintClause.PrimaryKey.class::isInstance)
                        .toList());
    }

    /** What the old key has forbidden by itself. */
    private static CreateTable withNotNulls(StageDraft draft, CreateTable definition) {
        var result = definition;
        for (var column : draft.after().table(draft.table().name()).columns()) {
            var there = result.column(column.name());
            if (column.notNull()
                    && there.isPresent()
                    && there.get().constraints().stream().noneMatch(ConstraintClause.NotNull.class::isInstance)) {
                result = DefinitionEdit.withNotNull(result, there.get());
            }
        }
        return result;
    }

    static Stage surrogate(StageDraft draft, AddSurrogate operation) {
        var column = operation.definition(draft.before());
        if (column.defaultValue() == null) {
            number(draft, column);
        } else if (canBeWritten(draft, column)) {
            fill(draft, column, column.defaultValue());
        } else {
            ColumnAddition.of(draft, column);
        }
        return draft.warnOfLength().in(Phase.EXPAND);
    }

    /** Else the table is made anew, which nobody's triggers see. */
    private static boolean canBeWritten(StageDraft draft, Column column) {
        return draft.workplace().canEditSchema()
                && draft.triggersOnUpdateOf(List.of(column.name())).isEmpty();
    }

    /** Every row is written once the column is there, and so holds a value that a default could not stand for. */
    private static void fill(StageDraft draft, Column column, Expression value) {
        var clause = draft.statements().database().renderInlined(ColumnClause.of(column));
        var definition = DefinitionEdit.withColumn(draft.definition(), clause);
        ColumnAddition.of(draft, column.withDefault(null).withNotNull(false));
        set(draft, column, Relation.field(value), "give each row a value");
        TableEdit.ofWrittenRows(draft, definition, "give the rows that are yet to come one, and forbid NULL");
    }

    private static void number(StageDraft draft, Column column) {
        if (draft.definition().withoutRowid()) {
            throw new UnsupportedChangeException(
                    "numbering the rows of " + draft.table().name(),
                    "it is WITHOUT ROWID, so that its rows have no numbers (https://sqlite.org/withoutrowid.html)",
                    "use SurrogateKey.UUID");
        }
        ColumnAddition.of(draft, column);
        set(draft, column, Relation.field(Rebuild.rowidName(draft.table())), "give each row its number");
    }

    private static void set(StageDraft draft, Column column, Field<Object> value, String purpose) {
        draft.run(
                DSL.query(
                        "update {0} set {1} = {2}", Quoted.name(draft.table().name()), DSL.name(column.name()), value),
                purpose);
    }
}
