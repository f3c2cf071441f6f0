package dev.intact.harness.assertion;

import static dev.intact.Operations.addColumn;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.dropColumn;
import static dev.intact.harness.assertion.IntactAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.harness.Database;
import dev.intact.harness.DatabaseSource;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import dev.intact.plan.Lock;
import java.sql.SQLException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PlanAssertionsTest {
    private static final Change UNIQUE = Change.of("title is unique", addUnique("task", "title"));
    private static final Change PROJECT =
            Change.of("projects are there", addForeignKey("task", "project_id").references("project", "id"));

    private static Database open(DatabaseSource source, String... scripts) throws SQLException {
        var database = source.open();
        database.execute("""
                create table project (id integer primary key);
                create table task (id integer primary key, title text, project_id integer, empty text);
                insert into project values (1);
                insert into task values (1, 'a', 1, null), (2, 'b', 1, null);
                """);
        database.execute(scripts);
        return database;
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(ThrowingCallable assertion) {
        return assertThatThrownBy(assertion).isInstanceOf(AssertionError.class);
    }

    @Test
    void aPlanForWhatIsThereAlreadyIsEmpty() throws SQLException {
        try (var database = open(TestDatabases.sqlite())) {
            var intact = Intact.using(database.dataSource());
            assertThat(intact.plan(UNIQUE)).isNotEmpty();
            assertFails(() -> assertThat(intact.plan(UNIQUE)).isEmpty())
                    .hasMessageStartingWith("title is unique: there is something to do")
                    .hasMessageContaining("step 1");
            intact.apply(UNIQUE);
            assertThat(intact.plan(UNIQUE)).isEmpty().neverRebuilds();
            assertFails(() -> assertThat(intact.plan(UNIQUE)).isNotEmpty()).hasMessageContaining("nothing to do");
        }
    }

    @Test
    void anEditOfTheSchemaRebuildsNothing() throws SQLException {
        try (var database = open(TestDatabases.sqlite())) {
            var intact = Intact.using(database.dataSource());
            assertThat(intact.plan(PROJECT)).neverRebuilds();
            assertFails(() ->
                            assertThat(intact.withoutSchemaEdit().plan(PROJECT)).neverRebuilds())
                    .hasMessageContaining("a table is made anew");
        }
    }

    @Test
    void anOnlineChangeBlocksNobodyLong() throws SQLException {
        try (var database = open(TestDatabases.postgres())) {
            var intact = Intact.using(database.dataSource());
            assertThat(intact.plan(UNIQUE))
                    .blocksNobodyLongerThanTheLockTimeout()
                    .hasNoWarnings();
            assertThat(intact.plan(PROJECT))
                    .blocksNobodyLongerThanTheLockTimeout()
                    .blocksNoReader()
                    .locksNothingHarderThan(Lock.Mode.SHARE_ROW_EXCLUSIVE);
        }
    }

    @Test
    void anAtomicChangeThatHoldsItsLocksIsShownWithThem() throws SQLException {
        try (var database = open(TestDatabases.postgres())) {
            var intact = Intact.using(database.dataSource());
            assertFails(() -> assertThat(intact.atomic().plan(UNIQUE)).blocksNobodyLongerThanTheLockTimeout())
                    .hasMessageContaining("unique")
                    .hasMessageContaining("exclusive task");
            assertFails(() -> assertThat(intact.plan(UNIQUE)).blocksNoReader())
                    .hasMessageContaining("access exclusive task");
            assertFails(() -> assertThat(intact.plan(PROJECT)).blocksNoWriter())
                    .hasMessageContaining("share row exclusive project");
            assertFails(() -> assertThat(intact.plan(PROJECT)).locksNothingHarderThan(Lock.Mode.SHARE))
                    .hasMessageContaining("harder than share");
        }
    }

    @Test
    void theOneWriterOfSqliteBlocksTheOthers() throws SQLException {
        try (var database = open(TestDatabases.sqlite())) {
            var plan = Intact.using(database.dataSource()).plan(UNIQUE);
            assertThat(plan).blocksNoReader();
            assertFails(() -> assertThat(plan).blocksNoWriter()).hasMessageContaining("the one writer");
            assertFails(() -> assertThat(plan).hasNoWarnings()).hasMessageContaining("SQLITE_BUSY");
        }
    }

    @Test
    void rowsThatStandInTheWayAreFound() throws SQLException {
        try (var database =
                open(TestDatabases.sqlite(), "insert into task values (3, 'a', 8, null), (4, 'a', 9, null)")) {
            var intact = Intact.using(database.dataSource());
            assertThat(intact.plan(UNIQUE))
                    .hasViolation("duplicate-key")
                    .in("task")
                    .ofValues(1)
                    .ofRows(3)
                    .withKeys("1", "4");
            var orphans = intact.plan(PROJECT);
            assertThat(orphans).hasViolation("orphan").ofRows(2);
            assertThat(orphans.violations().get(0)).hasCode("orphan");
            assertFails(() -> assertThat(orphans).hasNoViolations()).hasMessageContaining("[orphan]");
        }
    }

    @Test
    void rowsThatStandInTheWayOtherwiseAreShown() throws SQLException {
        try (var database = open(TestDatabases.sqlite(), "insert into task values (3, 'a', 1, null)")) {
            var intact = Intact.using(database.dataSource());
            assertThat(intact.plan(PROJECT)).hasNoViolations();
            assertFails(() -> assertThat(intact.plan(PROJECT)).hasViolation("orphan"))
                    .hasMessageContaining("none");
            var violation = intact.plan(UNIQUE).violations().get(0);
            assertFails(() -> assertThat(violation).ofRows(3))
                    .hasMessageContaining("expected  3 rows")
                    .hasMessageContaining("title = 'a'");
            assertFails(() -> assertThat(violation).ofValues(2));
            assertFails(() -> assertThat(violation).in("project")).hasMessageContaining("main.task");
            assertFails(() -> assertThat(violation).withKeys("2"));
            assertFails(() -> assertThat(violation).hasCode("orphan"));
        }
    }

    @Test
    void whatCannotBeTakenBackIsSaidWithItsReasons() throws SQLException {
        try (var database = open(TestDatabases.sqlite(), "insert into task values (3, 'a', 8, 'full')")) {
            var intact = Intact.using(database.dataSource());
            assertThat(intact.plan(UNIQUE)).isReversible();
            var gone = intact.plan(Change.of("x", dropColumn("task", "empty").discardingValues()));
            assertFails(() -> assertThat(gone).isReversible()).hasMessageContaining("reasons");
        }
    }

    @Test
    void aColumnWithAValueOfItsOwnForEachRowRebuildsOnPostgres() throws SQLException {
        try (var database = open(TestDatabases.postgres())) {
            var intact = Intact.using(database.dataSource()).atomic();
            assertThat(intact.plan(Change.of("n", addColumn("task", "n", "uuid"))))
                    .neverRebuilds();
            var rewriting = Change.of("n", addColumn("task", "n", "uuid").defaultValue("gen_random_uuid()"));
            assertFails(() -> assertThat(intact.plan(rewriting)).neverRebuilds());
            assertThat(intact.plan(rewriting)).isReversible();
            intact.apply(rewriting);
            assertThat(intact.plan(rewriting)).isEmpty();
        }
    }
}
