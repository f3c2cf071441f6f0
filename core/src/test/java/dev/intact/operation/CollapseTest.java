package dev.intact.operation;

import static dev.intact.Operations.collapse;
import static dev.intact.Operations.column;
import static dev.intact.Operations.defaults;
import static dev.intact.Operations.delete;
import static dev.intact.Operations.setNull;
import static dev.intact.Operations.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Check;
import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Feature;
import dev.intact.catalog.Index;
import dev.intact.catalog.PrimaryKey;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.UniqueKey;
import dev.intact.check.Astray;
import dev.intact.check.Conflicting;
import dev.intact.check.Shared;
import dev.intact.check.Unmatched;
import dev.intact.error.DependentsException;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnknownNameException;
import dev.intact.error.UnsupportedChangeException;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollapseTest {
    private static final TableName STATUS = new TableName("public", "status");
    private static final TableName WORKFLOW = new TableName("public", "workflow");
    private static final Collapse COLLAPSE =
            collapse("status").into("workflow").moving("run").leaving("note");

    private static final Change EVERYTHING = Change.of(
            "everything",
            collapse(table("app", "status"))
                    .into(table("app", "workflow"))
                    .joinedOn(column("a").to("x"), column("b").to("y"))
                    .moving("run", "no\"te")
                    .renaming("run", "last run")
                    .reconciling("archived", Reconcile.preferSource())
                    .reconciling("color", Reconcile.preferTarget())
                    .reconciling("size", Reconcile.by("coalesce(source.size, target.size, '\"')"))
                    .leaving("made", "by")
                    .pointingBack(column("workflow_id").to("id"))
                    .keeping("b")
                    .fillingMissingWith(defaults())
                    .onOrphans(delete())
                    .carryingReferences()
                    .along("a_view", "a_trigger"),
            collapse("status").into("workflow").moving("run"));

    private static Table status() {
        return Table.of(
                        STATUS,
                        List.of(
                                Column.of("id", "integer").withNotNull(true),
                                Column.of("run", "integer").withNotNull(true).withDefault(Expression.of("1")),
                                Column.of("note", "text")))
                .withPrimaryKey(new PrimaryKey("status_pkey", List.of("id"), List.of(), Deferral.NOT_DEFERRABLE));
    }

    private static Table workflow() {
        return Table.of(
                        WORKFLOW,
                        List.of(
                                Column.of("id", "integer").withNotNull(true),
                                Column.of("status_id", "integer").withNotNull(true)))
                .withPrimaryKey(new PrimaryKey("workflow_pkey", List.of("id"), List.of(), Deferral.NOT_DEFERRABLE))
                .withForeignKeys(List.of(
                        Keys.of(List.of("status_id"), STATUS, List.of("id")).withName("workflow_status_id_fkey")));
    }

    private static Catalog before() {
        return Catalogs.of(EnumSet.allOf(Feature.class), status(), workflow());
    }

    // ---- what it comes down to

    @Test
    void copiesAndThenDrops() {
        assertThat(COLLAPSE.expand(before()).stream().map(Operation::toString))
                .containsExactly(
                        "copyColumns(table(\"public\", \"status\")).into(table(\"public\", \"workflow\")).joinedOn(column(\"status_id\").to(\"id\")).dropping(\"status_id\").moving(column(\"run\").to(\"run\"))",
                        "dropAbsorbed(table(\"public\", \"status\")).into(table(\"public\", \"workflow\")).joinedOn(column(\"status_id\").to(\"id\")).dropping(\"status_id\").moving(column(\"run\").to(\"run\"))");
    }

    @Test
    void leavesTheOtherTableWithTheColumnsAndWithoutThePointer() {
        var after = COLLAPSE.after(before());
        assertThat(after.find(STATUS)).isEmpty();
        var there = after.table(WORKFLOW);
        assertThat(there.columns())
                .containsExactly(
                        Column.of("id", "integer").withNotNull(true),
                        Column.of("run", "integer").withNotNull(true).withDefault(Expression.of("1")));
        assertThat(there.foreignKeys()).isEmpty();
        assertThat(there.indexes()).isEmpty();
        assertThat(there.properties()).isEmpty();
        assertThat(COLLAPSE.expand(after)).isEmpty();
    }

    @Test
    void bringsRulesAlongUnderNamesOfTheOtherTable() {
        var rich = status().with(new UniqueKey(null, List.of("run"), List.of(), true, Deferral.NOT_DEFERRABLE))
                .with(Index.on("ix_old", List.of("run")))
                .with(new Check("ck", Expression.of("run > 0"), true));
        var after = COLLAPSE.after(Catalogs.of(EnumSet.allOf(Feature.class), rich, workflow()));
        var there = after.table(WORKFLOW);
        assertThat(there.uniqueKeys()).extracting(UniqueKey::name).containsExactly("uq_workflow_run");
        assertThat(there.indexes()).extracting(Index::name).containsExactly("ix_workflow_run");
        assertThat(there.checks()).extracting(Check::name).containsExactly("ck");
    }

    @Test
    void asksForJustWhatNoKeyHolds() {
        var copying = COLLAPSE.primitives(before()).get(0);
        var joined = List.of(new ColumnPair("status_id", "id"));
        assertThat(copying.checks(before()))
                .containsExactly(
                        new Shared(WORKFLOW, List.of("status_id"), STATUS),
                        new Unmatched(WORKFLOW, STATUS, joined, Unmatched.Side.TARGET));
        var unique =
                workflow().with(new UniqueKey("uq", List.of("status_id"), List.of(), true, Deferral.NOT_DEFERRABLE));
        var keyed = Catalogs.of(EnumSet.allOf(Feature.class), status(), unique);
        assertThat(copying.checks(keyed))
                .containsExactly(new Unmatched(WORKFLOW, STATUS, joined, Unmatched.Side.TARGET));
        assertThat(COLLAPSE.fillingMissingWith(defaults())
                        .primitives(keyed)
                        .get(0)
                        .checks(keyed))
                .isEmpty();
    }

    @Test
    void comparesAColumnThatBothHave() {
        var both = Catalogs.of(
                EnumSet.allOf(Feature.class),
                status(),
                workflow()
                        .with(Column.of("note", "text"), Expression.of("null"))
                        .inPlace());
        var moving = collapse("status").into("workflow").moving("run", "note");
        assertThat(moving.primitives(both).get(0).checks(both)).anyMatch(Conflicting.class::isInstance);
        var preferring =
                collapse("status").into("workflow").moving("run").reconciling("note", Reconcile.preferTarget());
        assertThat(preferring.primitives(both).get(0).checks(both)).noneMatch(Conflicting.class::isInstance);
        assertThat(preferring.primitives(both).get(0).warnings(both)).hasSize(1);
    }

    @Test
    void holdsASecondPointerToTheFirst() {
        var pointing = Catalogs.of(
                EnumSet.allOf(Feature.class),
                status().with(Column.of("workflow_id", "integer"), Expression.of("null"))
                        .inPlace(),
                workflow());
        assertThatThrownBy(() -> COLLAPSE.expand(pointing))
                .isInstanceOf(InvalidChangeException.class)
                .hasMessageContaining("workflow_id");
        var primitives = COLLAPSE.pointingBack(column("workflow_id").to("id")).primitives(pointing);
        assertThat(primitives.get(primitives.size() - 1).checks(pointing)).anyMatch(Astray.class::isInstance);
    }

    @Test
    void letsNobodysRowsGoFirst() {
        var operations = COLLAPSE.onOrphans(delete()).expand(before());
        assertThat(operations.get(0))
                .isInstanceOfSatisfying(
                        MoveOrphans.class,
                        moving -> assertThat(moving.somewhere()).isTrue());
        assertThatThrownBy(() -> COLLAPSE.onOrphans(setNull())).isInstanceOf(InvalidChangeException.class);
    }

    // ---- what is refused

    @Test
    void refusesWhatIsUnknownOrUnsaid() {
        assertThatThrownBy(
                        () -> collapse("statsu").into("workflow").moving("run").expand(before()))
                .isInstanceOf(UnknownNameException.class)
                .hasMessageContaining("status");
        assertThatThrownBy(
                        () -> collapse("status").into("workflow").moving("run").expand(before()))
                .isInstanceOf(InvalidChangeException.class)
                .hasMessageContaining("note");
        assertThatThrownBy(() -> collapse("status").into("status").validate())
                .isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> COLLAPSE.moving("note").validate()).isInstanceOf(InvalidChangeException.class);
        var untied =
                Catalogs.of(EnumSet.allOf(Feature.class), status(), workflow().withForeignKeys(List.of()));
        assertThatThrownBy(() -> COLLAPSE.expand(untied)).isInstanceOf(UnsupportedChangeException.class);
        assertThat(COLLAPSE.joinedOn(column("status_id").to("id")).expand(untied))
                .hasSize(2);
    }

    @Test
    void refusesReferencesFromElsewhere() {
        var note = Table.of(new TableName("public", "notes"), List.of(Column.of("status", "integer")))
                .withForeignKeys(List.of(Keys.of(List.of("status"), STATUS, List.of("id"))));
        var pointed = Catalogs.of(EnumSet.allOf(Feature.class), status(), workflow(), note);
        assertThatThrownBy(() -> COLLAPSE.after(pointed)).isInstanceOf(DependentsException.class);
        assertThatThrownBy(() -> COLLAPSE.carryingReferences().expand(pointed)).isInstanceOf(DependentsException.class);
    }

    // ---- text

    /** Histories keep checksums of this text: it may never change within a format. */
    @Test
    void hasATextThatStaysAsItIs() {
        assertThat(EVERYTHING.text()).isEqualTo("""
                        change("everything", "1");
                        collapse(table("app", "status")).into(table("app", "workflow")).joinedOn(column("a").to("x"), column("b").to("y")).moving("run", "no\\"te").renaming("run", "last run").reconciling("archived", preferSource()).reconciling("color", preferTarget()).reconciling("size", by("coalesce(source.size, target.size, '\\"')")).leaving("made", "by").pointingBack(column("workflow_id").to("id")).keeping("b").fillingMissingWith(defaults()).onOrphans(delete()).carryingReferences().along("a_view", "a_trigger");
                        collapse("status").into("workflow").moving("run");
                        """);
        assertThat(Change.parse(EVERYTHING.text())).isEqualTo(EVERYTHING);
    }

    @Test
    void readsBackWhatItComesDownTo() {
        var primitives = COLLAPSE.onOrphans(delete())
                .fillingMissingWith(defaults())
                .along("x")
                .primitives(before());
        for (var primitive : primitives) {
            var change = Change.of("primitive", primitive);
            assertThat(Change.parse(change.text())).isEqualTo(change);
        }
    }

    @Test
    void hasAReverseWhoseTextStaysAsItIs() {
        var reverse = ((Reverse.Reversible) Reverse.of("it", COLLAPSE.undo(before()))).change();
        assertThat(reverse.text()).isEqualTo("""
                        change("undo: it", "1");
                        createTable(table("public", "status")).with(addColumn(table("public", "status"), "id", "integer").notNull()).with(addColumn(table("public", "status"), "run", "integer").notNull().defaultValue("1")).with(addColumn(table("public", "status"), "note", "text")).primaryKey("id").primaryKeyNamed("status_pkey");
                        copyRows(table("public", "status")).into(table("public", "workflow")).joinedOn(column("status_id").to("id")).dropping("status_id").moving(column("run").to("run")).with(addColumn(table("public", "workflow"), "status_id", "integer").notNull());
                        addForeignKeyConstraint(table("public", "workflow"), "status_id").references(table("public", "status"), "id").named("workflow_status_id_fkey");
                        dropCopies(table("public", "status")).into(table("public", "workflow")).joinedOn(column("status_id").to("id")).dropping("status_id").moving(column("run").to("run"));
                        """);
        assertThat(Change.parse(reverse.text())).isEqualTo(reverse);
    }

    @Test
    void saysWhatDoesNotComeBack() {
        var reverse = (Reverse.Reversible) Reverse.of("it", COLLAPSE.undo(before()));
        assertThat(reverse.notes())
                .anyMatch(note -> note.contains("note") && note.contains("NULL"))
                .anyMatch(note -> note.contains("status_id") && note.contains("do not come back"));
        var required = Catalogs.of(
                EnumSet.allOf(Feature.class),
                status().replacing(Column.of("note", "text").withNotNull(true)),
                workflow());
        assertThat(Reverse.of("it", COLLAPSE.undo(required))).isInstanceOf(Reverse.Irreversible.class);
    }

    @Test
    void restoresARuleOfThePointerThatHadNoName() {
        var unnamed = workflow()
                .with(new UniqueKey(null, List.of("status_id"), List.of(), true, Deferral.NOT_DEFERRABLE))
                .with(new Check(null, Expression.of("status_id > 0"), true));
        var before = Catalogs.of(EnumSet.allOf(Feature.class), status(), unnamed);
        var collapsing = COLLAPSE.along("check (status_id > 0)");
        var reverse = ((Reverse.Reversible) Reverse.of("it", collapsing.undo(before))).change();
        assertThat(reverse.text()).contains("uq_workflow_status_id", "ck_workflow_status_id");
        assertThat(Change.parse(reverse.text())).isEqualTo(reverse);
        var back = reverse.operations();
        var after = collapsing.after(before);
        for (var operation : back) {
            after = operation.after(after);
        }
        assertThat(after.table(WORKFLOW).uniqueKeys()).hasSize(1);
        assertThat(after.table(WORKFLOW).checks()).hasSize(1);
        assertThat(after.table(STATUS).columnNames()).isEqualTo(status().columnNames());
    }
}
