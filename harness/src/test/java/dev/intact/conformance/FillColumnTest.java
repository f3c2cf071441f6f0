package dev.intact.conformance;

import static dev.intact.Operations.addColumn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.check.Violation;
import dev.intact.check.ViolationsException;
import dev.intact.error.InvalidChangeException;
import dev.intact.operation.AddFilledColumn;
import dev.intact.operation.Change;
import dev.intact.operation.Reverse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A column that comes with a value for each row. */
class FillColumnTest extends Conformance {
    private static final AddFilledColumn LABEL =
            addColumn("tasks", "label", "varchar(20)").filledBy("title || '!'");
    private static final AddFilledColumn REQUIRED =
            addColumn("tasks", "label", "varchar(20)").notNull().filledBy("title || '!'");

    FillColumnTest(Target target) {
        super(target);
    }

    @Test
    void fillsEachRowByItsOwnColumns() {
        apply(LABEL);
        assertThat(rows("select id, label from tasks order by id"))
                .hasToString("[[1, One!], [2, Two!], [3, Three!], [4, null], [5, Five!]]");
        assertConverged(LABEL);
    }

    @Test
    void fillsWhatCameMeanwhileAndNothingElse() {
        apply(LABEL);
        execute(
                "insert into tasks (id, project_id, title) values (6, 1, 'Six')",
                "update tasks set label = 'mine' where id = 1");
        apply(LABEL);
        assertThat(rows("select id, label from tasks where id in (1, 6) order by id"))
                .hasToString("[[1, mine], [6, Six!]]");
    }

    @Test
    void forbidsNullWhenEachRowHasAValue() {
        execute("delete from tasks where title is null");
        apply(REQUIRED);
        assertRefusedByDatabase("update tasks set label = null where id = 1");
        assertConverged(REQUIRED);
    }

    @Test
    void listsRowsForWhichThereIsNoValue() {
        var refusal = assertRefused(ViolationsException.class, () -> apply(REQUIRED));
        assertThat(refusal.violations()).extracting(Violation::code).containsExactly("null-value");
        assertThat(refusal.violations().get(0).rows()).isEqualTo(1);
        assertThat(refusal.getMessage()).contains("id = 4");
    }

    @Test
    void goesBackOnlyWhenNoValueIsLostByIt() {
        var report = apply(LABEL);
        var back = ((Reverse.Reversible) report.reverse()).change();
        assertThat(report.reverse().toString()).contains("what was filled in stays");
        assertRefused(ViolationsException.class, () -> intact().apply(back));
        execute("update tasks set label = null");
        intact().apply(back);
        assertRefusedByDatabase("select label from tasks");
    }

    @Test
    void refusesADefaultBesideIt() {
        var both = addColumn("tasks", "label", "text").defaultValue("'x'").filledBy("title");
        assertThatThrownBy(() -> apply(both))
                .isInstanceOf(InvalidChangeException.class)
                .hasMessageContaining("default");
    }

    @Test
    void refusesWhatIsNotOneExpressionBeforeTheColumnIsThere() {
        for (var text : List.of("title); delete from tasks; select (1", "title -- x", "'title", "title, title", " ")) {
            var filled = addColumn("tasks", "label", "text").filledBy(text);
            assertRefused(InvalidChangeException.class, () -> apply(filled));
        }
        assertThat(rows("select count(*) from tasks")).hasToString("[[5]]");
    }

    @Test
    void readsTheSameFromItsText() {
        var change = Change.of("x", addColumn("tasks", "it's", "text").notNull().filledBy("\"two words\" || '\\''"));
        assertThat(Change.parse(change.text())).isEqualTo(change);
    }
}
