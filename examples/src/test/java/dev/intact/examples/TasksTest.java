package dev.intact.examples;

import static dev.intact.Operations.addUnique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.intact.Intact;
import dev.intact.check.ViolationsException;
import dev.intact.harness.DatabaseSource;
import dev.intact.harness.TestDatabases;
import dev.intact.harness.junit.TestDatabase;
import dev.intact.operation.Change;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of a service and of its next migration, on both databases. Copy it, and put your own tables in. */
@ParameterizedClass
@MethodSource("databases")
class TasksTest {
    private static final String TASKS = """
            create table tasks (
                id           integer primary key,
                title        text not null,
                external_id  text
            );
            """;

    private static final Change UNIQUE =
            Change.of("external_id is unique", addUnique("tasks", "external_id").named("uq_tasks_external_id"));

    /** Each test has a database of its own from here: migrated once, and copied for it. */
    @TestDatabase
    @Parameter
    DatabaseSource database = TestDatabases.sqlite();

    static Stream<DatabaseSource> databases() {
        return Stream.of(TestDatabases.sqlite(), TestDatabases.postgres()).map(empty -> empty.migratedBy(TASKS));
    }

    @Test
    void aTaskIsFoundByItsExternalId(DSLContext jooq) {
        insert(jooq, 1, "wf-1");
        assertThat(jooq.fetchCount(
                        table(name("tasks")),
                        field(name("external_id"), String.class).eq("wf-1")))
                .isEqualTo(1);
    }

    @Test
    void oneTestSeesNothingOfAnother(DSLContext jooq) {
        insert(jooq, 1, "wf-1");
        assertThat(jooq.fetchCount(table(name("tasks")))).isEqualTo(1);
    }

    @Test
    void onceMigratedTheSameExternalIdIsRefused(DSLContext jooq, Intact intact) {
        insert(jooq, 1, "wf-1");
        assertThat(intact.apply(UNIQUE).changedAnything()).isTrue();
        assertThatThrownBy(() -> insert(jooq, 2, "wf-1")).isInstanceOf(IntegrityConstraintViolationException.class);
        insert(jooq, 3, "wf-3");
    }

    @Test
    void theMigrationRefusesRowsThatStandInItsWay(DSLContext jooq, Intact intact) {
        insert(jooq, 1, "wf-1");
        insert(jooq, 2, "wf-1");
        assertThatThrownBy(() -> intact.apply(UNIQUE)).isInstanceOf(ViolationsException.class);
        assertThat(jooq.fetchCount(table(name("tasks")))).isEqualTo(2);
    }

    private static void insert(DSLContext jooq, int id, String externalId) {
        jooq.insertInto(table(name("tasks")), field(name("id")), field(name("title")), field(name("external_id")))
                .values(id, "Write release notes", externalId)
                .execute();
    }
}
