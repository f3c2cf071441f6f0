package dev.intact.operation;

import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.createIndex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.catalog.ShortName;
import dev.intact.catalog.TableName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void followTheUsualConvention() {
        assertThat(Names.unique(TableName.of("tasks"), List.of("project_id", "external_id")))
                .isEqualTo("uq_tasks_project_id_external_id");
        assertThat(createIndex("tasks", "title").name()).isEqualTo("ix_tasks_title");
        assertThat(createIndex("tasks").onExpression("lower(title)").unique().name())
                .isEqualTo("uq_tasks_lower_title");
        assertThat(Names.foreignKey(TableName.of("steps"), List.of("task_id", "project_id")))
                .isEqualTo("fk_steps_task_id_project_id");
        assertThat(Names.check(TableName.of("steps"), List.of("task_id", "project_id")))
                .isEqualTo("ck_steps_task_id_project_id");
    }

    @Test
    void keepAChosenNameWhenTermsAreAdded() {
        assertThat(createIndex("tasks", "a")
                        .named("chosen")
                        .onExpression("lower(b)")
                        .unique()
                        .name())
                .isEqualTo("chosen");
    }

    @Test
    void stayApartWhenTheyAreCut() {
        var table = TableName.of("a_table_with_a_name_that_is_rather_long_but_still_valid");
        var one = Names.unique(table, List.of("a_column_with_a_long_name"));
        var other = Names.unique(table, List.of("a_column_with_a_long_nama"));
        assertThat(one).isNotEqualTo(other).startsWith("uq_a_table_with_a_name");
        assertThat(Names.foreignKey(table, List.of("a_column_with_a_long_name")))
                .isNotEqualTo(Names.foreignKey(table, List.of("a_column_with_a_long_nama")))
                .startsWith("fk_a_table_with_a_name");
    }

    @Property
    void fitPostgresLimitInWholeCharacters(@ForAll String table) {
        var name = ShortName.of(table);
        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(63);
        assertThat(table.getBytes(StandardCharsets.UTF_8).length > 63 || name.equals(table))
                .isTrue();
    }

    @Test
    void giveTheKeyOfExpressionsItsName() {
        assertThat(addUnique("tasks", "milestone_id")
                        .onExpression("lower(title)")
                        .primitives(Catalogs.tasks()
                                .with(Catalogs.tasksTable()
                                        .with(
                                                dev.intact.catalog.Column.of("milestone_id", "integer"),
                                                dev.intact.catalog.Expression.of("null"))))
                        .get(0)
                        .toString())
                .contains("uq_tasks_milestone_id_lower_title");
    }

    @Test
    void aChosenNameStaysWhateverIsSaidAfterIt() {
        assertThat(createIndex("t", "a")
                        .named("ix_t_a")
                        .unique()
                        .onExpression("b + 1")
                        .name())
                .isEqualTo("ix_t_a");
        assertThat(createIndex("t", "a").unique().onExpression("b + 1").name()).isEqualTo("uq_t_a_b_1");
    }
}
