package dev.intact.sqlite;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.TableName;
import dev.intact.catalog.TargetKey;
import dev.intact.check.Astray;
import dev.intact.check.DataCheck;
import dev.intact.check.Relation;
import dev.intact.check.Shared;
import dev.intact.check.Uncopied;
import dev.intact.check.Unmatched;
import dev.intact.operation.Absorption;
import dev.intact.operation.DropAbsorbed;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** How a 1:1 table goes, once everything of it is proved to be in the other. */
final class AbsorbedRendering {
    private final StageDraft draft;
    private final DropAbsorbed operation;
    private final Catalog before;
    private final Absorption absorption;
    private final PairedRows pairs;

    private AbsorbedRendering(StageDraft draft, DropAbsorbed operation) {
        this.draft = draft;
        this.operation = operation;
        this.before = draft.before();
        this.absorption = operation.absorption().exact(before);
        this.pairs = new PairedRows(absorption);
    }

    static Stage stage(StageDraft draft, DropAbsorbed operation) {
        return new AbsorbedRendering(draft, operation).stage();
    }

    private Stage stage() {
        ReferenceRules.check(before, absorption);
        var postponed = draft.workplace().postponedTo(operation);
        postponed.ifPresentOrElse(this::proveOneToOne, this::prove);
        operation.dependents(before).forEach(user -> draft.drop(user, "uses what goes"));
        BrokenSchema.refuse(
                draft.statements(), operation.dependents(before), "dropping the table " + absorption.source());
        postponed.ifPresentOrElse(this::writeAnew, this::removePointer);
        operation
                .keys(before)
                .forEach(key -> draft.runOnce(IndexRendering.dropping(key.table(), key.name()), "no longer needed"));
        draft.run(
                DSL.query("drop table {0}", Relation.name(absorption.source())),
                "drop the table, of which everything is in the other");
        return draft.warnOfLength().in(Phase.CONTRACT);
    }

    // ---- proof

    /** All rules in one look at each pair of rows. */
    private void prove() {
        var rules = new ArrayList<DataCheck>();
        rules.add(operation.absorption().uncopied(before));
        rules.addAll(operation.checks(before));
        draft.prove(
                leftOver(broken(rules, PairedRows.TARGET)),
                rules,
                "every row has its place in the other table, with every value");
    }

    /**
     * Each row of the target has at most one of the source, and no two the same: so equal numbers leave none over. From the
     * target to the source: by its key, which is found quicker than the pointer.
     */
    private Query leftOver(Condition broken) {
        return DSL.query(
                "select 1 where (select count(*) from {0}) > (select count(*) from {1} where exists (select 1 from {2} where {3} and not {4}))",
                pairs.sourceTable(), pairs.target(), pairs.source(), pairs.belongTogether(), broken);
    }

    /**
     * {@return what of a pair of rows says that a rule is broken, besides that there is no such pair}
     *
     * @param holder the row that holds what was copied
     */
    private Condition broken(List<DataCheck> rules, String holder) {
        return Conditions.any(
                rules.stream().flatMap(rule -> broken(rule, holder)).toList());
    }

    private Stream<Condition> broken(DataCheck rule, String holder) {
        if (rule instanceof Uncopied copied) {
            return copied.copies().stream().map(pair -> differs(pair, holder));
        }
        if (rule instanceof Astray astray) {
            return Stream.of(pointingElsewhere(astray));
        }
        if (rule instanceof Unmatched) {
            return Stream.empty();
        }
        throw new IllegalStateException("no proof of: " + rule.rule());
    }

    /** The type tells something only where values stay as they are given: elsewhere equal ones are stored alike. */
    private Condition differs(ColumnPair pair, String holder) {
        var from = Relation.field(PairedRows.SOURCE, pair.from());
        var to = Relation.field(holder, pair.to());
        var different = DSL.condition("{0} collate binary is not {1}", from, to);
        return convertsNothing(absorption.source(), pair.from()) || convertsNothing(absorption.target(), pair.to())
                ? different.or(DSL.condition("typeof({0}) <> typeof({1})", from, to))
                : different;
    }

    private boolean convertsNothing(TableName name, String column) {
        var table = before.table(name);
        return ReferenceRules.affinity(table, table.column(column)) == Affinity.BLOB;
    }

    private static Condition pointingElsewhere(Astray astray) {
        var given = astray.pointing().stream()
                .map(pair -> Relation.field(PairedRows.SOURCE, pair.from()).isNotNull());
        var elsewhere = astray.pointing().stream()
                .map(pair -> DSL.condition(
                        "{0} is not {1}",
                        Relation.field(PairedRows.TARGET, pair.to()), Relation.field(PairedRows.SOURCE, pair.from())))
                .toList();
        return DSL.and(given.toList()).and(DSL.or(elsewhere));
    }

    /**
     * That no two rows of the target belong to one of the source. A pointer back tells that too, where each row has one, and
     * what is equal to it is one row of the target: {@link RowsAnew} proves that it leads back to each.
     */
    private void proveOneToOne(PostponedCopy copy) {
        copy.needlessKeys()
                .forEach(key -> draft.leaveOut(IndexRendering.dropping(
                        key.table(), String.valueOf(key.index().name()))));
        copy.checks().stream()
                .filter(Shared.class::isInstance)
                .forEach(rule ->
                        draft.prove(shared(copy, rule), List.of(rule), "no two rows belong to one of the other table"));
    }

    private Query shared(PostponedCopy copy, DataCheck rule) {
        var shared = rule.violations(before);
        if (!isTold(copy.before())) {
            return shared;
        }
        var missing = ColumnPair.from(absorption.pointingBack()).stream()
                .map(column -> Relation.field(column).isNull())
                .toList();
        return DSL.query(
                "select 1 where case when exists (select 1 from {0} where {1}) then exists ({2}) else 0 end",
                pairs.sourceTable(), DSL.or(missing), shared);
    }

    private boolean isTold(Catalog catalog) {
        var source = catalog.table(absorption.source());
        var target = catalog.table(absorption.target());
        return TargetKey.isIn(target, ColumnPair.to(absorption.pointingBack()))
                && absorption.pointingBack().stream()
                        .allMatch(pair -> ReferenceRules.areEqualToAnyKey(
                                source, source.column(pair.from()), target, target.column(pair.to())));
    }

    // ---- the end

    private void removePointer() {
        absorption.pointer().forEach(column -> ColumnRemoval.of(draft, column));
        removeForeignKeys();
    }

    /** Without the pointer, and with what the source holds. */
    private void writeAnew(PostponedCopy copy) {
        draft.refuseNamesake();
        absorption.pointer().forEach(column -> ColumnRemoval.ofUsers(draft, column));
        removeForeignKeys();
        var present = draft.definition();
        var texts = draft.workplace().texts();
        var name = draft.table().name();
        absorption.pointer().forEach(column -> texts.alter(name, table -> ColumnRemoval.dropping(table, column)));
        var wanted = draft.definition();
        for (var column : copy.laterNotNull()) {
            wanted = DefinitionEdit.withNotNull(wanted, wanted.column(column).orElseThrow());
        }
        var pairwise = new ArrayList<>(operation.checks(before));
        pairwise.add(operation.absorption().uncopied(before));
        var rules = new ArrayList<>(copy.checks());
        rules.addAll(operation.checks(before));
        SchemaEdit.of(
                draft,
                present,
                wanted,
                new RowsAnew(draft, present, wanted, pairs, rules, holder -> broken(pairwise, holder)),
                "the columns as they are from now on");
        texts.define(name, wanted);
    }

    /** Those on columns that stay. */
    private void removeForeignKeys() {
        TableName source = absorption.source();
        var definition = draft.definition();
        var going = definition.foreignKeys().stream()
                .filter(key -> Identifiers.same(key.referenced(), source.name()))
                .filter(key -> key.columns().stream()
                        .noneMatch(column ->
                                absorption.pointer().stream().anyMatch(each -> Identifiers.same(each, column))))
                .toList();
        if (!going.isEmpty()) {
            TableEdit.of(draft, DefinitionEdit.without(definition, going), "remove the foreign key to what goes");
        }
    }
}
