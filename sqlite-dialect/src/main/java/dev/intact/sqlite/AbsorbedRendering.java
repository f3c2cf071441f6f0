package dev.intact.sqlite;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Dependent;
import dev.intact.catalog.TableName;
import dev.intact.check.Relation;
import dev.intact.check.Unmatched;
import dev.intact.operation.Absorption;
import dev.intact.operation.DropAbsorbed;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.Locale;
import org.jooq.Condition;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** How a 1:1 table goes, once everything of it is proved to be in the other. */
final class AbsorbedRendering {
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
        prove();
        operation.dependents(before).forEach(this::drop);
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

    private void prove() {
        draft.prove(differing(), operation.absorption().uncopied(before), "every value is in the other table");
        for (var check : operation.checks(before)) {
            if (check instanceof Unmatched) {
                draft.prove(tooMany(), check, "every row has its place in the other table: both are counted");
            } else {
                draft.prove(check, "both pointers agree");
            }
        }
    }

    /** From the target to the source: by its key, which is found quicker than the pointer. */
    private Query differing() {
        var differs = absorption.copies().stream().map(this::differs).reduce(DSL.falseCondition(), Condition::or);
        return DSL.query(
                "select 1 from {0} as {1} join {2} as {3} on {4} where {5}",
                Relation.name(absorption.target()),
                DSL.name("target"),
                Relation.name(absorption.source()),
                DSL.name("source"),
                belongsTogether(),
                differs);
    }

    private Condition differs(ColumnPair pair) {
        return DSL.condition(
                "({0} collate binary is not {1} or typeof({0}) <> typeof({1}))",
                Relation.field("source", pair.from()), Relation.field("target", pair.to()));
    }

    private Condition belongsTogether() {
        return DSL.and(absorption.joined().stream()
                .map(pair -> Relation.field("source", pair.to()).eq(Relation.field("target", pair.from())))
                .toList());
    }

    /** Each row of the target has at most one of the source, and no two the same: so equal numbers leave none over. */
    private Query tooMany() {
        return DSL.query(
                "select 1 where (select count(*) from {0}) > (select count(*) from {1} as {2} where exists (select 1 from {0} as {3} where {4}))",
                Relation.name(absorption.source()),
                Relation.name(absorption.target()),
                DSL.name("target"),
                DSL.name("source"),
                belongsTogether());
    }

    // ---- the end

    private void drop(Dependent user) {
        draft.runOnce(
                DSL.query(
                        "drop {0} {1}",
                        DSL.raw(user.kind().toString().toLowerCase(Locale.ROOT)), Relation.name(user.name())),
                "uses what goes");
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
