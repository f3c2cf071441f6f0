package dev.intact.sqlite;

import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.TableName;
import dev.intact.check.Relation;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.CreateIndex;
import dev.intact.operation.DropUnique;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** How indexes come and go. */
final class IndexRendering {
    private IndexRendering() {}

    static Stage create(StageDraft draft, CreateIndex operation) {
        var there = draft.table();
        var wanted = draft.before().inNormalForm(there.name(), operation.index());
        refuseForeignParts(wanted);
        var statement = statement(there.name(), wanted);
        refuseOtherMeaning(draft, wanted, draft.statements().text(statement));
        return draft.run(statement, wanted.unique() ? "build the index that forbids equal rows" : "build the index")
                .warnOfLength()
                .in(Phase.EXPAND);
    }

    private static void refuseForeignParts(Index index) {
        refuseIf(!index.method().equals(Index.BTREE), index, "no USING: every index is a B-tree", "leave using(…) out");
        refuseIf(
                !index.include().isEmpty(),
                index,
                "no INCLUDE",
                "add the columns at the end of the index, if it is not unique");
        refuseIf(!index.nullsDistinct(), index, "no NULLS NOT DISTINCT", "index an expression that is never NULL");
        refuseIf(!index.storage().isEmpty(), index, "no storage parameters", "leave storedWith(…) out");
        for (var term : index.terms()) {
            refuseIf(term.operatorClass() != null, index, "no operator classes", "leave the operator class out");
            refuseIf(
                    term.nulls() != IndexTerm.Nulls.BY_DEFAULT,
                    index,
                    "no NULLS FIRST and no NULLS LAST: NULLs are less than every value",
                    "leave nullsFirst() or nullsLast() out");
        }
    }

    private static void refuseIf(boolean foreign, Index index, String reason, String wayOut) {
        if (foreign) {
            throw new UnsupportedChangeException(
                    "the index " + index.name(), "CREATE INDEX has %s (its documentation)".formatted(reason), wayOut);
        }
    }

    /** The schema stands before the index: the table is always in the same one. */
    static Query statement(TableName table, Index index) {
        var predicate = index.predicate();
        return DSL.query(
                "create {0} {1} on {2} ({3}){4}",
                DSL.keyword(index.unique() ? "unique index" : "index"),
                Relation.name(table.sibling(String.valueOf(index.name()))),
                DSL.name(table.name()),
                DSL.list(index.terms().stream().map(IndexRendering::term).toList()),
                predicate == null ? DSL.sql("") : DSL.sql(" where {0}", DSL.raw(UserSql.expression(predicate.sql()))));
    }

    private static QueryPart term(IndexTerm term) {
        if (term.value() instanceof IndexTerm.OfExpression of) {
            UserSql.expression(of.expression().sql());
        }
        Field<Object> value = Relation.field(term);
        return term.descending() ? DSL.sql("{0} desc", value) : value;
    }

    /** What SQLite would make of the text is what a later run reads, so it has to be what was meant. */
    private static void refuseOtherMeaning(StageDraft draft, Index wanted, String sql) {
        var read = IndexReader.index(
                dev.intact.sqlite.CreateIndex.parse(sql), draft.table().columns());
        if (!read.equals(wanted)) {
            throw new InvalidChangeException(
                    "the index %s would be stored as %s, which is not %s: say it as it would be stored"
                            .formatted(wanted.name(), read, wanted));
        }
    }

    static Stage drop(StageDraft draft, String name) {
        return draft.run(dropping(draft.table().name(), name), "drop " + name)
                .warn("queries with INDEXED BY %s fail from then on".formatted(name))
                .in(draft.table().index(name).filter(Index::unique).isPresent() ? Phase.CONTRACT : Phase.EXPAND);
    }

    static Query dropping(TableName table, String index) {
        return DSL.query("drop index {0}", Relation.name(table.sibling(index)));
    }

    static Stage dropUnique(StageDraft draft, DropUnique operation) {
        var index = operation.index(draft.table());
        return index.isPresent()
                ? drop(draft, String.valueOf(index.get().name()))
                : UniqueConstraintRendering.drop(draft, operation);
    }
}
