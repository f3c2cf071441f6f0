package dev.intact.operation;

import static dev.intact.Operations.CASCADE;
import static dev.intact.Operations.SET_DEFAULT;
import static dev.intact.Operations.SET_NULL;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.delete;
import static dev.intact.Operations.dropForeignKey;
import static dev.intact.Operations.setNotNull;
import static dev.intact.Operations.setNull;
import static dev.intact.operation.Catalogs.TASKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Expression;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.HalfNulls;
import dev.intact.check.Orphans;
import dev.intact.check.Unmet;
import dev.intact.error.DifferentShapeException;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnknownNameException;
import dev.intact.error.UnsupportedChangeException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddForeignKeyTest {
    private static final TableName STEPS = new TableName("public", "steps");
    private static final Table STEPS_TABLE = Table.of(
            STEPS,
            List.of(
                    Column.of("task_id", "integer"),
                    Column.of("project_id", "integer").withNotNull(true),
                    Column.of("note", "text")));
    private static final AddForeignKey STEP = addForeignKey("steps", "task_id").references("tasks", "id");

    private static Catalog before() {
        return Catalogs.tasks().with(STEPS_TABLE);
    }

    private static ForeignKey key(String name) {
        return Keys.of(List.of("task_id"), TASKS, List.of("id")).withName(name);
    }

    private static Catalog with(ForeignKey key) {
        return before().with(STEPS_TABLE.with(key));
    }

    private static List<String> kinds(AddForeignKey operation, Catalog before) {
        return operation.primitives(before).stream()
                .map(each -> each.getClass().getSimpleName())
                .toList();
    }

    @Test
    void becomesAKeyAndAnIndex() {
        var after = STEP.after(before()).table(STEPS);
        assertThat(after.foreignKeys()).containsExactly(key("fk_steps_task_id"));
        assertThat(after.indexes()).containsExactly(Index.on("ix_steps_task_id", List.of("task_id")));
        assertThat(STEP.checks(before()))
                .containsExactly(new Orphans(STEPS, List.of("task_id"), TASKS, List.of("id"), false));
    }

    @Test
    void needsNoIndexWhereOneLeadsWithItsColumnsOrNoneIsWanted() {
        var indexed = before().with(STEPS_TABLE.with(Index.on("ix", List.of("task_id", "note"))));
        assertThat(kinds(STEP, indexed)).containsExactly("AddForeignKeyConstraint");
        assertThat(kinds(STEP.withoutIndex(), before())).containsExactly("AddForeignKeyConstraint");
    }

    @Test
    void needsAnIndexWhereOneCoversSomeRowsOnlyOrLeadsWithAnother() {
        var partial = Index.on("ix", List.of("task_id")).withPredicate(Expression.of("note > 'a'"));
        for (var index : List.of(partial, Index.on("ix", List.of("note", "task_id")))) {
            assertThat(kinds(STEP, before().with(STEPS_TABLE.with(index))))
                    .containsExactly("CreateIndex", "AddForeignKeyConstraint");
        }
    }

    @Test
    void pointsAtThePrimaryKeyWhereNoColumnIsNamed() {
        var key = addForeignKey("steps", "task_id").references("tasks");
        assertThat(key.after(before())).isEqualTo(STEP.after(before()));
        assertThat(key.after(with(key("fk")))).isEqualTo(with(key("fk")));
    }

    @Test
    void changesNothingWhereAnEqualKeyHasAnotherName() {
        var before = with(key("other"));
        assertThat(STEP.after(before)).isEqualTo(before);
        assertThat(STEP.primitives(before)).isEmpty();
        assertThat(STEP.checks(before)).isEmpty();
        assertThat(STEP.undo(before)).isEqualTo(Undo.NOTHING);
    }

    @Test
    void validatesAnEqualKeyThatNeverWas() {
        var before = with(key("other").withValidated(false));
        assertThat(STEP.withoutIndex().after(before)).isEqualTo(with(key("other")));
        assertThat(STEP.checks(before)).hasSize(1);
        assertThat(STEP.withoutIndex().undo(before).operations()).isEmpty();
    }

    @Test
    void refusesAKeyThatActsOtherwiseOrReplacesIt() {
        var before = with(key("other").withActions(CASCADE, ForeignKey.Action.NO_ACTION));
        assertThatThrownBy(() -> STEP.after(before))
                .isInstanceOf(DifferentShapeException.class)
                .hasMessageContaining("replacingExisting");
        assertThatThrownBy(() -> STEP.deferrable().onDelete(CASCADE).after(before))
                .isInstanceOf(DifferentShapeException.class);
        var replacing = STEP.replacingExisting().withoutIndex();
        assertThat(replacing.after(before)).isEqualTo(with(key("fk_steps_task_id")));
        assertThat(undone(replacing, before)).isEqualTo(before);
    }

    private static Catalog undone(Operation operation, Catalog before) {
        return Change.of("undo", operation.undo(before).operations().toArray(Operation[]::new))
                .after(operation.after(before));
    }

    @Test
    void reversesToWhatWasThere() {
        assertThat(undone(STEP, before())).isEqualTo(before());
        assertThat(undone(dropForeignKey("steps", "task_id"), with(key("other"))))
                .isEqualTo(with(key("other")));
    }

    @Test
    void comesBackEvenWhereItWouldBeRefused() {
        var useless = with(key("k").withActions(SET_NULL, SET_NULL));
        var before = setNotNull("steps", "task_id").after(useless);
        assertThatThrownBy(() -> STEP.onDelete(SET_NULL)
                        .after(before().with(before.table(STEPS).withForeignKeys(List.of()))))
                .isInstanceOf(InvalidChangeException.class);
        assertThat(undone(dropForeignKey("steps", "task_id"), before)).isEqualTo(before);
    }

    @Test
    void holdsNewRowsToItBeforeOrphansAreMoved() {
        assertThat(kinds(STEP.onOrphans(delete()), before()))
                .containsExactly("CreateIndex", "AddForeignKeyConstraint", "MoveOrphans", "AddForeignKeyConstraint");
        var plain = Catalogs.of(Set.of(), Catalogs.tasksTable(), STEPS_TABLE);
        assertThat(kinds(STEP.onOrphans(delete()), plain))
                .containsExactly("CreateIndex", "MoveOrphans", "AddForeignKeyConstraint");
        assertThat(STEP.onOrphans(delete()).after(before()).find(Quarantine.of(STEPS)))
                .isPresent();
    }

    @Test
    void needsAKeyToPointAt() {
        var toTitle = addForeignKey("steps", "note").references("tasks", "title");
        assertThatThrownBy(() -> toTitle.after(before()))
                .isInstanceOf(UnsupportedChangeException.class)
                .hasMessageContaining("addUnique(\"tasks\", \"title\")");
        assertThat(toTitle.after(addUnique("tasks", "title").after(before()))
                        .table(STEPS)
                        .foreignKeys())
                .hasSize(1);
        var deferrable = addUnique("tasks", "title").deferrable().after(before());
        assertThatThrownBy(() -> toTitle.after(deferrable)).isInstanceOf(UnsupportedChangeException.class);
        var partial = addUnique("tasks", "title").where("id > 0").after(before());
        assertThatThrownBy(() -> toTitle.after(partial)).isInstanceOf(UnsupportedChangeException.class);
    }

    @Test
    void refusesToSetNullOrADefaultWhereThatCannotBe() {
        var key = addForeignKey("steps", "project_id").references("tasks", "id");
        for (var action : List.of(SET_NULL, SET_DEFAULT)) {
            assertThatThrownBy(() -> key.onDelete(action).after(before())).isInstanceOf(InvalidChangeException.class);
            assertThatThrownBy(() -> key.onUpdate(action).after(before())).isInstanceOf(InvalidChangeException.class);
            assertThat(STEP.onDelete(action)
                            .onUpdate(action)
                            .after(before())
                            .table(STEPS)
                            .foreignKeys())
                    .hasSize(1);
        }
        assertThatThrownBy(() -> key.onOrphans(setNull()).after(before()))
                .isInstanceOf(UnsupportedChangeException.class);
    }

    @Test
    void refusesACircleUnlessAKeyOfItWaits() {
        var steps = STEPS_TABLE.with(
                Keys.of(List.of("project_id"), TASKS, List.of("id")).withName("there"));
        var before = addUnique("steps", "note").after(Catalogs.tasks().with(steps));
        before = addUnique("steps", "project_id").after(before);
        var catalog = before;
        var back = addForeignKey("tasks", "project_id").references("steps", "project_id");
        assertThatThrownBy(() -> back.after(catalog))
                .isInstanceOf(UnsupportedChangeException.class)
                .hasMessageContaining("initiallyDeferred");
        assertThat(back.deferrable().after(catalog).table(TASKS).foreignKeys()).hasSize(1);
        var nullable = addForeignKey("tasks", "title").references("steps", "note");
        assertThat(nullable.after(catalog).table(TASKS).foreignKeys()).hasSize(1);
    }

    @Test
    void mayPointFromATableAtItself() {
        var self = addForeignKey("tasks", "project_id").references("tasks", "id");
        assertThat(self.after(before()).table(TASKS).foreignKeys()).hasSize(1);
    }

    @Test
    void countsReferencesThatAreNullInPartAndRefusesThemWhereAsked() {
        var before = addUnique("tasks", "id", "project_id").after(before());
        var key = addForeignKey("steps", "task_id", "project_id").references("tasks", "id", "project_id");
        assertThat(key.primitives(before).stream().flatMap(each -> each.notes(before).stream()))
                .containsExactly(new HalfNulls(STEPS, List.of("task_id", "project_id")));
        assertThat(key.checks(before)).noneMatch(Unmet.class::isInstance);
        assertThat(key.matchFull().checks(before)).anyMatch(Unmet.class::isInstance);
        assertThatThrownBy(() -> key.matchFull().onOrphans(setNull()).after(before))
                .isInstanceOf(UnsupportedChangeException.class);
        assertThat(undone(key.matchFull(), before)).isEqualTo(before);
    }

    @Test
    void isTheSameKeyInWhateverOrderItsColumnsAreSaid() {
        var before = addUnique("tasks", "id", "project_id").after(before());
        var key = addForeignKey("steps", "task_id", "project_id").references("tasks", "id", "project_id");
        var turned = addForeignKey("steps", "project_id", "task_id").references("tasks", "project_id", "id");
        assertThat(turned.primitives(key.after(before))).isEmpty();
        var crossed = addForeignKey("steps", "project_id", "task_id").references("tasks", "id", "project_id");
        assertThat(crossed.primitives(key.after(before))).isNotEmpty();
    }

    @Test
    void refusesANameThatSomethingElseHas() {
        var before = before().with(STEPS_TABLE.with(Index.on("taken", List.of("note"))));
        assertThatThrownBy(() -> STEP.named("taken").after(before)).isInstanceOf(DifferentShapeException.class);
    }

    @Test
    void refusesUnknownNamesWithTheNearest() {
        assertThatThrownBy(() -> addForeignKey("steps", "tusk_id")
                        .references("tasks", "id")
                        .after(before()))
                .isInstanceOfSatisfying(
                        UnknownNameException.class,
                        refusal -> assertThat(refusal.nearest()).first().isEqualTo("task_id"));
        assertThatThrownBy(() -> addForeignKey("steps", "task_id")
                        .references("tusks", "id")
                        .after(before()))
                .isInstanceOf(UnknownNameException.class);
    }

    @Test
    void refusesWhatMakesNoSenseAnywhere() {
        assertThatThrownBy(() -> addForeignKey("steps")).isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> addForeignKey("steps", "a", "a")).isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> addForeignKey("steps", "a").references("tasks", "b", "b"))
                .isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> addForeignKey("steps", "task_id", "note")
                        .references("tasks", "id")
                        .after(before()))
                .isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> new MoveOrphans(STEPS, key("k"), OnOrphans.REFUSE, false))
                .isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> new PruneOrphans(STEPS, OnOrphans.REFUSE)).isInstanceOf(InvalidChangeException.class);
    }

    @Test
    void keepsADeferralThatIsSaid() {
        assertThat(STEP.initiallyDeferred().after(before()).table(STEPS).foreignKeys())
                .extracting(ForeignKey::deferral)
                .containsExactly(Deferral.INITIALLY_DEFERRED);
    }
}
