package dev.intact.sqlite;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.TableName;
import dev.intact.check.Astray;
import dev.intact.check.DataCheck;
import dev.intact.check.Relation;
import dev.intact.check.Uncopied;
import dev.intact.check.Unmatched;
import dev.intact.operation.Absorption;
import dev.intact.operation.DropAbsorbed;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** How a 1:1 table goes, once everything of it is proved to be in the other. */
final class AbsorbedRendering {
    private static final String SOURCE = "source";
    private static final String TARGET = "target";

    private final StageDraft draft;
    private final DropAbsorbed operation;
    private final Catalog before;
    private final Absorption absorption;

    private AbsorbedRendering(StageDraft draft, DropAbsorbed operation) {
        this.draft = draft;
        this.operation = operation;
        this.before = draft.before();
        this.absorption = operation.absorption().exact(before);
    }

    static Stage stage(StageDraft draft, DropAbsorbed operation) {
        return new AbsorbedRendering(draft, operation).stage();
    }

    private Stage stage() {
        ReferenceRules.check(before, absorption);
        prove();
        operation.dependents(before).forEach(user -> draft.drop(user, "uses what goes"));
        BrokenSchema.refuse(
                draft.statements(), operation.dependents(before), "dropping the table " + absorption.source());
        absorption.pointer().forEach(column -> ColumnRemoval.of(draft, column));
        removeForeignKeys();
        operation
                .keys(before)
                .forEach(key -> draft.run(IndexRendering.dropping(key.table(), key.name()), "no longer needed"));
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
        var broken = rules.stream().flatMap(this::broken).reduce(Condition::or).orElse(DSL.falseCondition());
        draft.prove(leftOver(broken), rules, "every row has its place in the other table, with every value");
    }

    /**
     * Each row of the target has at most one of the source, and no two the same: so equal numbers leave none over. From the
     * target to the source: by its key, which is found quicker than the pointer.
     */
    private Query leftOver(Condition broken) {
        return DSL.query(
                "select 1 where (select count(*) from {0}) > (select count(*) from {1} as {2} where exists (select 1 from {0} as {3} where {4} and not {5}))",
                Relation.name(absorption.source()),
                Relation.name(absorption.target()),
                DSL.name(TARGET),
                DSL.name(SOURCE),
                belongsTogether(),
                broken);
    }

    /** {@return what of a pair of rows says that the rule is broken, besides that there is no such pair} */
    private Stream<Condition> broken(DataCheck rule) {
        if (rule instanceof Uncopied copied) {
            return copied.copies().stream().map(this::differs);
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
    private Condition differs(ColumnPair pair) {
        var from = Relation.field(SOURCE, pair.from());
        var to = Relation.field(TARGET, pair.to());
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
                .map(pair -> Relation.field(SOURCE, pair.from()).isNotNull());
        var elsewhere = astray.pointing().stream()
                .map(pair -> DSL.condition(
                        "{0} is not {1}", Relation.field(TARGET, pair.to()), Relation.field(SOURCE, pair.from())))
                .toList();
        return DSL.and(given.toList()).and(DSL.or(elsewhere));
    }

    private Condition belongsTogether() {
        return DSL.and(absorption.joined().stream()
                .map(pair -> Relation.field(SOURCE, pair.to()).eq(Relation.field(TARGET, pair.from())))
                .toList());
    }

    // ---- the end

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
