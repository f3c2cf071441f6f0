package dev.intact.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.harness.Database;
import dev.intact.harness.DatabaseSource;
import dev.intact.harness.TestDatabases;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;

/** Starts the application on a database of its own. */
class ApplicationTest {
    static Stream<DatabaseSource> databases() {
        return Stream.of(TestDatabases.sqliteFile(), TestDatabases.postgres());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void itStartsAndStartsAgain(DatabaseSource source) throws SQLException {
        try (var database = source.open()) {
            start(database);
            start(database);

            assertThat(database.rows("select version, description from flyway_schema_history order by installed_rank"))
                    .isEqualTo(List.of(
                            List.of("1", "executions"),
                            List.of("2", "workflow_id is unique"),
                            List.of("3", "steps"),
                            List.of("4", "steps have an execution")));
            assertThatThrownBy(() -> database.execute("insert into workflow_executions values (3, 'wf-1')"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> database.execute("insert into step_executions values (4, 9)"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void whyItDoesNotStartIsSaidByIntact(DatabaseSource source) throws SQLException {
        try (var database = source.open()) {
            start(database, "--spring.flyway.target=1");
            database.execute("insert into workflow_executions values (3, 'wf-1')");

            assertThatThrownBy(() -> start(database))
                    .hasMessageContaining("workflow_executions (workflow_id) is not unique")
                    .hasMessageContaining("workflow_id = 'wf-1'   2 rows   id 1, 3");
        }
    }

    private static void start(Database database, String... arguments) {
        var url = Stream.of("--spring.datasource.url=" + database.url());
        SpringApplication.run(
                        Application.class,
                        Stream.concat(url, Stream.of(arguments)).toArray(String[]::new))
                .close();
    }
}
