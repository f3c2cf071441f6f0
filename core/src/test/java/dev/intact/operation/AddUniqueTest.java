package dev.intact.operation;

import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.desc;
import static dev.intact.Operations.keepFirst;
import static dev.intact.Operations.keepLast;
import static dev.intact.operation.Catalogs.TASKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Feature;
import dev.intact.catalog.Index;
import dev.intact.catalog.UniqueKey;
import dev.intact.error.DifferentShapeException;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnknownNameException;
import dev.intact.error.UnsupportedChangeException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddUniqueTest {
    private static final UniqueKey EXTERNAL_ID =
            new UniqueKey("uq_tasks_external_id", List.of("external_id"), List.of(), true, Deferral.NOT_DEFERRABLE);
    private static final Index EXTERNAL_ID_INDEX =
            Index.on("uq_tasks_external_id", List.of("external_id")).withUnique(true);

    private static Catalog with(Index index) {
        return Catalogs.tasks().with(Catalogs.tasksTable().with(index));
    }

    @Test
    void becomesAConstraintWhereTheDatabaseCanAddOne() {
        var after = addUnique("tasks", "external_id").after(Catalogs.tasks());
        assertThat(after.table(TASKS).uniqueKeys()).containsExactly(EXTERNAL_ID);
        assertThat(after.table(TASKS).indexes()).hasSize(1);
    }

    @Test
    void becomesAUniqueIndexWhereTheDatabaseCannotAddAConstraint() {
        var after = addUnique("tasks", "external_id").after(Catalogs.tasksWithoutAddConstraint());
        assertThat(after.table(TASKS).uniqueKeys()).isEmpty();
        assertThat(after.table(TASKS).indexes()).contains(EXTERNAL_ID_INDEX);
    }

    @Test
    void becomesAUniqueIndexWhenThatIsWanted() {
        var after = addUnique("tasks", "external_id").asIndex().after(Catalogs.tasks());
        assertThat(after.table(TASKS).uniqueKeys()).isEmpty();
        assertThat(after.table(TASKS).indexes()).contains(EXTERNAL_ID_INDEX);
    }

    @Test
    void changesNothingWhereAnEqualConstraintHasAnotherName() {
        var before = Catalogs.tasks()
                .with(Catalogs.tasksTable()
                        .with(new UniqueKey(
                                "other", List.of("external_id"), List.of(), true, Deferral.NOT_DEFERRABLE)));
        assertThat(addUnique("tasks", "external_id").after(before)).isEqualTo(before);
        assertThat(addUnique("tasks", "external_id").checks(before)).isEmpty();
        assertThat(addUnique("tasks", "external_id").asIndex().after(before)).isEqualTo(before);
    }

    @Test
    void changesNothingWhereThePrimaryKeyIsEqual() {
        assertThat(addUnique("tasks", "id").after(Catalogs.tasks())).isEqualTo(Catalogs.tasks());
    }

    @Test
    void isNotSatisfiedByAKeyThatIsCheckedLater() {
        var deferrable = new UniqueKey("later", List.of("external_id"), List.of(), true, Deferral.INITIALLY_DEFERRED);
        var before = Catalogs.tasks().with(Catalogs.tasksTable().with(deferrable));
        assertThat(addUnique("tasks", "external_id").after(before).table(TASKS).uniqueKeys())
                .containsExactly(deferrable, EXTERNAL_ID);
    }

    @Test
    void turnsAnEqualUniqueIndexIntoTheConstraint() {
        var before = with(EXTERNAL_ID_INDEX.withName("by_external_id"));
        var after = addUnique("tasks", "external_id").after(before);
        assertThat(after.table(TASKS).uniqueKeys()).containsExactly(EXTERNAL_ID);
        assertThat(after.table(TASKS).index("by_external_id")).isEmpty();
        assertThat(addUnique("tasks", "external_id").checks(before)).isEmpty();
    }

    @Test
    void leavesAnEqualUniqueIndexAloneWhenAnIndexIsAllThatIsWanted() {
        var before = with(EXTERNAL_ID_INDEX.withName("by_external_id"));
        assertThat(addUnique("tasks", "external_id").asIndex().after(before)).isEqualTo(before);
    }

    @Test
    void isNotSatisfiedByAnIndexOverSomeRowsOrOneThatIsBroken() {
        var partial = EXTERNAL_ID_INDEX.withName("some").withPredicate(Expression.of("project_id = 1"));
        var broken = EXTERNAL_ID_INDEX.withName("broken").withState(Index.State.INVALID_BUT_ENFORCED);
        for (var index : List.of(partial, broken)) {
            assertThat(addUnique("tasks", "external_id")
                            .asIndex()
                            .after(with(index))
                            .table(TASKS)
                            .indexes())
                    .contains(index, EXTERNAL_ID_INDEX);
        }
    }

    @Test
    void takesThePlaceOfWhatAnInterruptedBuildHasLeft() {
        var leftover = EXTERNAL_ID_INDEX.withState(Index.State.INVALID);
        assertThat(addUnique("tasks", "external_id").after(with(leftover)))
                .isEqualTo(addUnique("tasks", "external_id").after(Catalogs.tasks()));
    }

    @Test
    void refusesANameThatHasAnotherShape() {
        var other = Index.on("uq_tasks_external_id", List.of("title"));
        assertThatThrownBy(() -> addUnique("tasks", "external_id").after(with(other)))
                .isInstanceOf(DifferentShapeException.class)
                .hasMessageContaining("index (title)");
    }

    @Test
    void replacesThePlainIndexItMakesRedundant() {
        var unique = addUnique("tasks", "external_id", "project_id").replacingIndex("ix_tasks_external_id");
        assertThat(unique.after(Catalogs.tasks()).table(TASKS).indexes()).isEmpty();
    }

    @Test
    void acceptsThatTheReplacedIndexIsAbsent() {
        var unique = addUnique("tasks", "external_id").replacingIndex("never_was");
        assertThat(unique.after(Catalogs.tasks()).table(TASKS).uniqueKeys()).hasSize(1);
    }

    @Test
    void refusesToReplaceAnIndexThatIsStillOfUse() {
        var leadsWithAnother = addUnique("tasks", "project_id", "external_id").replacingIndex("ix_tasks_external_id");
        assertThatThrownBy(() -> leadsWithAnother.after(Catalogs.tasks())).isInstanceOf(DifferentShapeException.class);
        var coversFewerRows =
                addUnique("tasks", "external_id").where("project_id = 1").replacingIndex("ix_tasks_external_id");
        assertThatThrownBy(() -> coversFewerRows.after(Catalogs.tasks())).isInstanceOf(DifferentShapeException.class);
        var isUnique = with(EXTERNAL_ID_INDEX.withName("other"));
        assertThatThrownBy(() -> addUnique("tasks", "external_id", "title")
                        .replacingIndex("other")
                        .after(isUnique))
                .isInstanceOf(DifferentShapeException.class);
    }

    @Test
    void replacesAPartialIndexSinceTheKeyCoversItsRowsToo() {
        var partial =
                Index.on("partial", List.of("external_id")).withPredicate(Expression.of("external_id is not null"));
        assertThat(addUnique("tasks", "external_id")
                        .replacingIndex("partial")
                        .after(with(partial))
                        .table(TASKS)
                        .index("partial"))
                .isEmpty();
    }

    @Test
    void comparesExpressionsByTheDatabasesNormalForm() {
        var stored = Index.on("lower_title", List.of())
                .withUnique(true)
                .withTerms(List.of(
                        dev.intact.catalog.IndexTerm.expression(new Expression("lower(title::text)", "LOWER(title)"))));
        var before = with(stored);
        var asked = new Catalog(
                before.server(),
                before.searchPath(),
                before.tables(),
                Map.of(TASKS, Map.of("lower(title)", "LOWER(title)")),
                Map.of());
        var unique = addUnique("tasks").onExpression("lower(title)");
        assertThat(unique.after(asked)).isEqualTo(asked);
        assertThat(unique.after(before)).isNotEqualTo(before);
    }

    @Test
    void reversesToTheOldIndexAsItWas() {
        var unique = addUnique("tasks", "external_id").replacingIndex("ix_tasks_external_id");
        var after = unique.after(Catalogs.tasks());
        var undo = unique.undo(Catalogs.tasks());
        assertThat(undo.obstacles()).isEmpty();
        assertThat(Change.of("undo", undo.operations().toArray(Operation[]::new))
                        .after(after))
                .isEqualTo(Catalogs.tasks());
    }

    @Test
    void reversesAPromotedIndexToTheIndexItWas() {
        var before = with(EXTERNAL_ID_INDEX.withName("by_external_id"));
        var unique = addUnique("tasks", "external_id");
        var undone = Change.of("undo", unique.undo(before).operations().toArray(Operation[]::new))
                .after(unique.after(before));
        assertThat(undone).isEqualTo(before);
    }

    @Test
    void hasNothingToReverseWhereItChangedNothing() {
        assertThat(addUnique("tasks", "id").undo(Catalogs.tasks())).isEqualTo(Undo.NOTHING);
    }

    @Test
    void movesDuplicatesBeforeTheKeyIsBuilt() {
        var unique = addUnique("tasks", "external_id").onDuplicates(keepFirst(asc("project_id")));
        assertThat(unique.primitives(Catalogs.tasks()))
                .extracting(operation -> operation.getClass().getSimpleName())
                .containsExactly("MoveDuplicates", "AddUniqueConstraint");
        assertThat(unique.after(Catalogs.tasks()).find(Quarantine.of(TASKS))).isPresent();
    }

    @Test
    void settlesTiesByThePrimaryKeyFromTheSameEnd() {
        var first = new MoveDuplicates(TASKS, List.of(), null, true, keepFirst(desc("title")), false);
        assertThat(first.ranking(Catalogs.tasks()).order())
                .extracting(Object::toString)
                .containsExactly("Order[column=title, descending=true]", "Order[column=id, descending=false]");
        var last = new MoveDuplicates(TASKS, List.of(), null, true, keepLast(desc("title")), false);
        assertThat(last.ranking(Catalogs.tasks()).order())
                .extracting(Object::toString)
                .containsExactly("Order[column=title, descending=false]", "Order[column=id, descending=true]");
    }

    @Test
    void refusesWhatTheDatabaseCannotDoAndNamesAWayOut() {
        var old = Catalogs.of(EnumSet.of(Feature.ADD_UNIQUE_CONSTRAINT), Catalogs.tasksTable());
        assertThatThrownBy(() ->
                        addUnique("tasks", "external_id").nullsNotDistinct().after(old))
                .isInstanceOf(UnsupportedChangeException.class)
                .hasMessageContaining("onExpression");
        assertThatThrownBy(() -> addUnique("tasks", "external_id").deferrable().after(old))
                .isInstanceOf(UnsupportedChangeException.class)
                .hasMessageContaining("way out");
    }

    @Test
    void refusesAnUnknownColumnWithTheNearestNames() {
        assertThatThrownBy(() -> addUnique("tasks", "extrenal_id").after(Catalogs.tasks()))
                .isInstanceOfSatisfying(
                        UnknownNameException.class,
                        refusal -> assertThat(refusal.nearest()).first().isEqualTo("external_id"));
    }

    @Test
    void refusesWhatMakesNoSenseAnywhere() {
        assertThatThrownBy(() -> Change.of("none", addUnique("tasks"))).isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> addUnique("tasks", "title", "title")).isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> addUnique("tasks", "title").named("a").replacingIndex("a"))
                .isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> addUnique("tasks", "title").where("true").deferrable())
                .isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> addUnique("tasks", "title").repointReferences())
                .isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> keepFirst()).isInstanceOf(InvalidChangeException.class);
    }
}
