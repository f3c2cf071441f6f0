package dev.intact.harness.migration;

import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.dropColumn;
import static dev.intact.Operations.keepFirst;
import static dev.intact.harness.TableRows.rows;
import static dev.intact.harness.migration.MigrationTest.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.flyway.IntactMigration;
import dev.intact.harness.DatabaseSource;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationTestTest {
    private static final String ALL = "select id, title from task order by id";
    private static final Change UNIQUE = Change.of("titles are unique", addUnique("task", "title"));
    private static final Change FIRST =
            Change.of("the first counts", addUnique("task", "title").onDuplicates(keepFirst(asc("id"))));
    private static final Change GONE =
            Change.of("titles are gone", dropColumn("task", "title").discardingValues());

    private static final MigrationTest TASKS = MigrationTest.on(TestDatabases.sqlite())
            .given(
                    "create table task (id integer primary key, title text)",
                    "insert into task values (1, 'a'), (2, null)");
    private static final MigrationTest DUPLICATES = TASKS.given("insert into task values (3, 'a')");

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(ThrowingCallable assertion) {
        return assertThatThrownBy(assertion).isInstanceOf(AssertionError.class);
    }

    @Test
    void whatStaysTheSameIsTheSame() {
        TASKS.when(UNIQUE).thenSame(ALL, "select count(*) from task").thenSameBesides();
    }

    @Test
    void rowsAreGivenAsValues() {
        TASKS.given(rows("task", "id", "title").row(3, "it's").row(4, null))
                .when(UNIQUE)
                .then(ALL, row(1, "a"), row(2, null), row(3, "it's"), row(4, null));
    }

    /** As text, they would be alike. */
    @Test
    void valuesOfOtherTypesAreOthers() {
        var given = TASKS.given("update task set title = 'null' where id = 2");
        assertFails(() -> given.when(UNIQUE).then(ALL, row(1, "a"), row(2, null)))
                .hasMessageContaining("- [2, null]")
                .hasMessageContaining("+ [2, 'null']");
    }

    @Test
    void whatDoesNotStayTheSameIsShown() {
        assertFails(() -> DUPLICATES.when(FIRST).thenSame("select 1", ALL))
                .hasMessageStartingWith("the first counts: there are other rows after it")
                .hasMessageContaining(ALL)
                .hasMessageContaining("- [3, 'a']");
    }

    @Test
    void rowsAreAsTheyAreSaid() {
        DUPLICATES.when(FIRST).then(ALL, row(1, "a"), row(2, null)).then("select 1 from task where id = 3");
    }

    @Test
    void rowsThatAreOtherwiseAreShown() {
        assertFails(() -> TASKS.when(UNIQUE).then(ALL, row(1, "a"), row(2, "b")))
                .hasMessageContaining("- [2, 'b']")
                .hasMessageContaining("+ [2, null]");
    }

    @Test
    void aChangeThatRowsForbidIsRefused() {
        DUPLICATES.when(UNIQUE).thenRefused("duplicate-key");
    }

    @Test
    void aChangeThatIsNotRefusedOrForAnotherReasonIsNamed() {
        assertFails(() -> TASKS.when(UNIQUE).thenRefused("duplicate-key")).hasMessageContaining("it is not refused");
        assertFails(() -> DUPLICATES.when(UNIQUE).thenRefused("orphan"))
                .hasMessageContaining("for another reason")
                .hasMessageContaining("duplicate-key");
    }

    @Test
    void whatComesBackIsReversible() {
        TASKS.when(UNIQUE).thenReversible();
        MigrationTest.on(TestDatabases.postgres())
                .given("create table task (id integer primary key, title text)")
                .running(Intact::online)
                .when(UNIQUE)
                .thenReversible()
                .thenSame(ALL);
    }

    @Test
    void whatDoesNotComeBackIsNamed() {
        assertFails(() -> TASKS.when(GONE).thenReversible())
                .hasMessageContaining("titles are gone: there is no way back");
        assertFails(() -> DUPLICATES.when(FIRST).thenReversible()).hasMessageContaining("- (id = 3, title = 'a')");
    }

    @Test
    void whatDiesIsFinished() {
        TASKS.when(UNIQUE).thenFinishedWhereverItDies();
    }

    @Test
    void statementsThatAreRefusedAreTold() {
        assertThatThrownBy(() -> TASKS.when(UNIQUE).thenSame("select nonsense from task"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("titles are unique");
    }

    // ---- a history

    private static Configuration history(Path directory) throws IOException {
        Files.writeString(
                directory.resolve("V1__tasks.sql"), "create table task (id integer primary key, title text);");
        Files.writeString(directory.resolve("V2__words.sql"), "update task set title = upper(title);");
        return Flyway.configure().locations("filesystem:" + directory);
    }

    static Stream<DatabaseSource> databases() {
        return Stream.of(TestDatabases.sqlite(), TestDatabases.postgres());
    }

    private static FlywayMigrationTest fromOne(DatabaseSource database, Path directory) throws IOException {
        return MigrationTest.on(database)
                .migratedTo(history(directory), "1")
                .given(rows("task", "id", "title").row(1, "a"));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aVersionOfAHistoryIsTestedFromTheOneBefore(DatabaseSource database, @TempDir Path directory)
            throws IOException {
        fromOne(database, directory)
                .whenMigratedTo("2")
                .thenSame("select id from task")
                .then(ALL, row(1, "A"));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aVersionOfAHistoryThatChangesWhatShouldStayIsNamed(DatabaseSource database, @TempDir Path directory)
            throws IOException {
        var test = fromOne(database, directory).whenMigratedTo("2");
        assertFails(() -> test.thenSame(ALL))
                .hasMessageStartingWith("version 2: there are other rows after it")
                .hasMessageContaining("- [1, 'a']")
                .hasMessageContaining("+ [1, 'A']");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aVersionThatRowsForbidIsRefused(DatabaseSource database, @TempDir Path directory) throws IOException {
        var history = Flyway.configure()
                .configuration(history(directory))
                .javaMigrations(IntactMigration.of("3", UNIQUE).with(Intact::atomic));
        var fromTwo = MigrationTest.on(database).migratedTo(history, "2");
        fromTwo.given("insert into task values (1, 'A'), (2, 'A')")
                .whenMigratedTo("3")
                .thenRefused("duplicate-key");
        fromTwo.whenMigratedTo("3").thenSame(ALL);
        assertFails(() -> fromTwo.whenMigratedTo("3").thenRefused("duplicate-key"))
                .hasMessageStartingWith("version 3: it is not refused");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', textBlock = """
            public.migrations: (1,2,x)                                                    | true
            main.migrations: [1, 'x']                                                     | true
            schema: [table, migrations, migrations, CREATE TABLE migrations (x)]          | true
            schema: [index, migrations_s_idx, migrations, createindex]                    | true
            schema: [public.migrations, column x, text]                                   | true
            schema: [public.migrations_pk, relation, i]                                   | true
            public.data_migrations: (1,2,x)                                               | false
            public.migrations_done: (1,2,x)                                               | false
            public.task: (1,migrations)                                                   | false
            main.task: [1, 'main.migrations: ']                                           | false
            schema: [table, task, task, CREATE TABLE task (migrations)]                   | false
            schema: [public.task, column migrations, text]                                | false
            """)
    void onlyItsHistoryIsFlywaysOwn(String line, boolean own) {
        assertThat(FlywayOutcome.isOf("migrations", line)).isEqualTo(own);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aVersionThatTheHistoryDoesNotHaveIsNamed(DatabaseSource database, @TempDir Path directory) throws IOException {
        var test = fromOne(database, directory).whenMigratedTo("3");
        assertThatThrownBy(() -> test.thenSame("select id from task"))
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("target version 3");
    }
}
