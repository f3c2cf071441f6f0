package dev.intact.harness.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import dev.intact.harness.ChildJvm;
import dev.intact.harness.Database;
import dev.intact.harness.LeftServer;
import dev.intact.harness.junit.Fixtures.AlienField;
import dev.intact.harness.junit.Fixtures.BeforeAllOnes;
import dev.intact.harness.junit.Fixtures.ClassAlone;
import dev.intact.harness.junit.Fixtures.EveryParameter;
import dev.intact.harness.junit.Fixtures.Failing;
import dev.intact.harness.junit.Fixtures.InstanceField;
import dev.intact.harness.junit.Fixtures.ManyAtOnce;
import dev.intact.harness.junit.Fixtures.OfEachSystem;
import dev.intact.harness.junit.Fixtures.Outer;
import dev.intact.harness.junit.Fixtures.TwoFields;
import dev.intact.harness.junit.Fixtures.WithArguments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs test classes as a user would write them. */
class TestDatabaseTest {
    @BeforeEach
    void forget() {
        Fixtures.SEEN.clear();
    }

    @Test
    void aClassAloneHasEmptyDatabasesInMemory() {
        assertSucceeded(2, tests(ClassAlone.class));
        assertThat(Fixtures.SEEN).extracting(Object::toString).containsOnly("SQLite in memory");
    }

    @Test
    void eachTestHasItsOwnDatabaseThatIsGoneAfterwards() {
        assertSucceeded(2, tests(ClassAlone.class));
        assertThat(Fixtures.SEEN).hasSize(2).doesNotHaveDuplicates().allSatisfy(TestDatabaseTest::assertClosed);
    }

    @Test
    void allParametersAreOfOneDatabaseOnEachSystem() {
        assertSucceeded(2, tests(EveryParameter.OnSqlite.class, EveryParameter.OnPostgres.class));
    }

    @Test
    void anInstanceFieldNamesTheSourceToo() {
        assertSucceeded(2, tests(InstanceField.class));
    }

    @Test
    void aNestedClassHasTheSourceOfTheOuterOneUnlessItHasItsOwn() {
        assertSucceeded(3, tests(Outer.class));
    }

    @Test
    void eachInvocationOfAParameterizedTestHasItsOwn() {
        assertSucceeded(3, tests(WithArguments.class));
    }

    @Test
    void aParameterizedClassRunsOnEachSystem() {
        assertSucceeded(2, tests(OfEachSystem.class));
        assertThat(Fixtures.SEEN).extracting(Object::toString).containsExactly("SQLite in memory", "PostgreSQL 18");
    }

    @Test
    void testsInParallelHaveOneEach() {
        var results = jupiter()
                .selectors(selectClass(ManyAtOnce.class))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .execute()
                .testEvents();
        assertSucceeded(20, results);
        assertThat(Fixtures.SEEN).hasSize(20).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(classes = {Failing.InMemory.class, Failing.InFile.class})
    void aFailedTestsDatabaseIsKeptAndNamedWhereThatIsWanted(Class<?> failing) throws Exception {
        var failure = failureOf(failing, "true");
        assertThat(failure).hasMessage("on purpose");
        var said = String.valueOf(failure.getSuppressed()[0].getMessage());
        assertThat(said).startsWith(Fixtures.SEEN.get(0) + " is kept: jdbc:sqlite:");
        var url = said.substring(said.indexOf("jdbc:"));
        assertHoldsWhatTheTestLeft(url);
        deleteWithItsDirectory(Path.of(url.substring("jdbc:sqlite:".length())));
    }

    private static void deleteWithItsDirectory(Path file) throws IOException {
        var directory = file.resolveSibling("");
        try (var files = Files.list(directory)) {
            for (var each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(directory);
    }

    /** The server stays with its database, so it is another JVM's. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the server would end with its parent")
    void aFailedTestsPostgresDatabaseOutlivesTheTests() throws Exception {
        try (var child = ChildJvm.start(FailingTests.class)) {
            assertThat(child.line()).isEqualTo("on purpose");
            var said = child.line();
            assertThat(said).startsWith("PostgreSQL 18 is kept: jdbc:postgresql:");
            var url = said.substring(said.indexOf("jdbc:"));
            var server = LeftServer.at(url);
            try {
                child.end();
                assertHoldsWhatTheTestLeft(url);
            } finally {
                server.stop();
            }
        }
    }

    private static void assertHoldsWhatTheTestLeft(String url) throws SQLException {
        try (var connection = DriverManager.getConnection(url)) {
            assertThat(Database.rows(connection, "select id from tasks order by id"))
                    .containsExactly(List.of(1L), List.of(2L));
        }
    }

    @Test
    void elseItIsGoneAndTheFailureSaysNothingOfIt() {
        assertThat(failureOf(Failing.InMemory.class, "false"))
                .hasMessage("on purpose")
                .hasNoSuppressedExceptions();
        assertThat(Fixtures.SEEN).hasSize(1).allSatisfy(TestDatabaseTest::assertClosed);
    }

    @Test
    void beforeAllThereIsNoDatabaseYet() {
        jupiter()
                .selectors(selectClass(BeforeAllOnes.class))
                .execute()
                .containerEvents()
                .assertThatEvents()
                .haveExactly(1, finishedWithFailure(message(said -> said.contains("a database belongs to one test"))));
    }

    @Test
    void aFieldThatHoldsNoSourceIsNamed() {
        tests(AlienField.class)
                .assertThatEvents()
                .haveExactly(1, finishedWithFailure(message(said -> said.contains("AlienField.database"))));
    }

    @Test
    void severalSourcesAreRefused() {
        tests(TwoFields.class)
                .assertThatEvents()
                .haveExactly(1, finishedWithFailure(message(said -> said.contains("a test has one database"))));
    }

    static Throwable failureOf(Class<?> testClass, String keep) {
        return jupiter()
                .selectors(selectClass(testClass))
                .configurationParameter("intact.harness.keep", keep)
                .execute()
                .testEvents()
                .failed()
                .stream()
                .findFirst()
                .flatMap(event -> event.getPayload(TestExecutionResult.class))
                .flatMap(TestExecutionResult::getThrowable)
                .orElseThrow();
    }

    private static Events tests(Class<?>... testClasses) {
        return jupiter()
                .selectors(Stream.of(testClasses)
                        .map(DiscoverySelectors::selectClass)
                        .toArray(DiscoverySelector[]::new))
                .execute()
                .testEvents();
    }

    private static EngineTestKit.Builder jupiter() {
        return EngineTestKit.engine("junit-jupiter");
    }

    private static void assertClosed(Database database) {
        assertThat(catchThrowable(database::connect))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("closed");
    }

    private static void assertSucceeded(int count, Events events) {
        events.assertStatistics(statistics -> statistics.started(count).succeeded(count));
    }
}
