package dev.intact.examples;

import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.keepFirst;
import static dev.intact.harness.TableRows.rows;
import static dev.intact.harness.assertion.IntactAssertions.assertThat;
import static dev.intact.harness.migration.MigrationTest.row;

import dev.intact.Intact;
import dev.intact.harness.Database;
import dev.intact.harness.DatabaseSource;
import dev.intact.harness.TableRows;
import dev.intact.harness.TestDatabases;
import dev.intact.harness.junit.TestDatabase;
import dev.intact.harness.migration.CrashTest;
import dev.intact.harness.migration.Invariants;
import dev.intact.harness.migration.MigrationTest;
import dev.intact.operation.Change;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of a migration itself, on both databases. Copy it, and put your own change in. */
@ParameterizedClass
@MethodSource("databases")
class TasksMigrationTest {
    private static final String TASKS =
            "create table tasks (id integer primary key, title text not null, external_id text)";

    private static final Change UNIQUE = Change.of(
            "external_id is unique",
            addUnique("tasks", "external_id").named("uq_tasks_external_id").onDuplicates(keepFirst(asc("id"))));

    /** Few, and of every kind that the change treats in its own way. */
    private static final TableRows ROWS = rows("tasks", "id", "title", "external_id")
            .row(1, "Write release notes", "wf-1")
            .row(2, "Write them again", "wf-1")
            .row(3, "Water the plants", null)
            .row(4, "Water them again", null);

    @TestDatabase
    @Parameter
    DatabaseSource database = TestDatabases.sqlite();

    static Stream<DatabaseSource> databases() {
        return Stream.of(TestDatabases.sqlite(), TestDatabases.postgres())
                .map(empty -> empty.migratedBy(TASKS).migratedBy(ROWS));
    }

    @Test
    void theFirstOfEachExternalIdStays() {
        MigrationTest.on(database)
                .when(UNIQUE)
                .then("select id from tasks order by id", row(1), row(3), row(4))
                .then("select id, title from intact_quarantine_tasks", row(2, "Write them again"))
                .thenSameBesides();
    }

    @Test
    void whereverItDiesTheNextRunFinishesIt() {
        CrashTest.of(UNIQUE).on(database).fromTheFirstThatWrites().onlyAfter().everyStatement();
    }

    @Test
    void nothingChangesThatItDoesNotSpeakOf(Intact intact, Database database) {
        var invariants = Invariants.of(database.dataSource()).allowing(intact.plan(UNIQUE));
        intact.apply(UNIQUE);
        invariants.assertHold();
    }

    /** SQLite has one writer at a time, whatever it does. */
    @Test
    void nobodyWaitsForItWhereSeveralCanWrite(Intact intact, Database database) {
        var plan = assertThat(intact.plan(UNIQUE)).neverRebuilds();
        if (database.kind() == Database.Kind.POSTGRES) {
            plan.blocksNobodyLongerThanTheLockTimeout();
        }
    }

    /** With {@code -Dintact.snapshots.update=true} the files are written anew. */
    @Test
    void theSchemaIsTheOneThatWasReviewed(Intact intact, Database database) {
        intact.apply(UNIQUE);
        assertThat(intact.catalog())
                .matchesSnapshot("tasks-%s.sql".formatted(database.kind().name().toLowerCase(Locale.ROOT)));
        assertThat(intact.catalog()).table("tasks").hasUnique("external_id");
    }
}
