package dev.intact.harness.migration;

import dev.intact.harness.Migration;
import dev.intact.harness.TableRows;

/**
 * Tests a version of one's Flyway history, from the version before it:
 *
 * <pre>{@code
 * MigrationTest.on(TestDatabases.postgres())
 *         .migratedTo(Flyway.configure().locations("classpath:db/migration"), "13")
 *         .given("insert into task values (1, 'a')")
 *         .whenMigratedTo("14")
 *         .thenSame("select id, title from task order by id");
 * }</pre>
 */
public final class FlywayMigrationTest {
    private final MigrationTest test;
    private final FlywayHistory history;

    FlywayMigrationTest(MigrationTest test, FlywayHistory history) {
        this.test = test;
        this.history = history;
    }

    /** {@return this, with that SQL done at the version that it begins with} */
    public FlywayMigrationTest given(String... scripts) {
        return new FlywayMigrationTest(test.given(scripts), history);
    }

    /** {@return this, with that done at the version that it begins with, such as {@link TableRows}} */
    public FlywayMigrationTest given(Migration migration) {
        return new FlywayMigrationTest(test.given(migration), history);
    }

    /** {@return what becomes of it when it is migrated on, to that version} */
    public FlywayOutcome whenMigratedTo(String version) {
        return new FlywayOutcome(test, history, version);
    }
}
