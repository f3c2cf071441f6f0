package dev.intact.flyway;

import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.collapse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.intact.Intact;
import dev.intact.harness.Database;
import dev.intact.harness.StandardError;
import dev.intact.operation.Change;
import dev.intact.plan.Phase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes among the migrations of an application that starts. */
@ParameterizedClass(name = "{0}")
@EnumSource
class StartTest {
    private final Start.Place place;
    private final Database database;

    @TempDir
    Path files;

    private Start start;

    StartTest(Start.Place place) {
        this.place = place;
        database = place.open();
    }

    @BeforeEach
    void writeFiles() {
        start = new Start(database, files).withFile("V1__tables.sql", History.TABLES);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void changesAreDoneBetweenTheFilesBeforeAndAfterThem() throws SQLException {
        start.withFile("V3__rows.sql", History.ROWS)
                .withFile("V5__more_rows.sql", "insert into task values (3, 1, 'c');");

        assertThat(start.migrate(History.CODES_ARE_UNIQUE, History.TASKS_HAVE_A_PROJECT))
                .isEqualTo(5);

        assertThatThrownBy(() -> database.execute("insert into task values (4, 1, 'a')"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> database.execute("insert into task values (4, 9, 'd')"))
                .isInstanceOf(SQLException.class);
        assertThat(
                        database.rows(
                                "select version, description, type, script, checksum is null from flyway_schema_history where version in ('1', '2') order by installed_rank"))
                .extracting(row -> row.subList(0, 4))
                .containsExactly(
                        List.of("1", "tables", "SQL", "V1__tables.sql"),
                        List.of("2", "task codes are unique", "JDBC", "dev.intact.flyway.IntactMigration"));
    }

    @Test
    void aSecondStartHasNothingToDo() {
        start.migrate(History.CODES_ARE_UNIQUE, History.TASKS_HAVE_A_PROJECT);

        assertThat(start.migrate(History.CODES_ARE_UNIQUE, History.TASKS_HAVE_A_PROJECT))
                .isZero();
    }

    @Test
    void aChangeThatIsAnotherNowIsRefused() {
        start.migrate(History.CODES_ARE_UNIQUE);
        var another = IntactMigration.of("2", Change.of("task codes are unique", addUnique("task", "code")));

        assertThatThrownBy(() -> start.migrate(another))
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("checksum mismatch");
    }

    @Test
    void theSameChangeRunInAnotherWayIsTheSame() {
        start.migrate(History.CODES_ARE_UNIQUE);

        assertThat(start.migrate(History.CODES_ARE_UNIQUE.with(intact -> intact.batchSize(1))))
                .isZero();
    }

    @Test
    void rowsThatStandInTheWayAreShownAndTheNextStartGoesOn() throws SQLException {
        start.withFile("V1_1__rows.sql", "insert into task values (1, 1, 'a'), (2, 1, 'a');");

        assertThatThrownBy(() -> start.migrate(History.CODES_ARE_UNIQUE, History.TASKS_HAVE_A_PROJECT))
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("task (code) is not unique")
                .hasMessageContaining("code = 'a'   2 rows   id 1, 2");
        assertThat(database.rows("select version, success from flyway_schema_history order by installed_rank"))
                .extracting(row -> row.get(0))
                .containsExactly("1", "1.1");

        database.execute("update task set code = 'b' where id = 2");
        assertThat(start.migrate(History.CODES_ARE_UNIQUE, History.TASKS_HAVE_A_PROJECT))
                .isEqualTo(2);
    }

    @Test
    void whatFailedOfOthersStaysFailed() throws SQLException {
        start.migrate(History.CODES_ARE_UNIQUE);
        database.execute("""
                insert into flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                values (3, '3', 'rows', 'SQL', 'V3__rows.sql', 0, 'x', 0, %s)
                """.formatted(place == Start.Place.SQLITE ? "0" : "false"));
        start.withFile("V3__rows.sql", History.ROWS);

        assertThatThrownBy(() -> start.migrate(History.CODES_ARE_UNIQUE, History.TASKS_HAVE_A_PROJECT))
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("failed migration to version 3");
        assertThat(database.rows("select success from flyway_schema_history where version = '3'"))
                .hasSize(1);
    }

    @Test
    void theConnectionIsGivenBackAsItWas() throws SQLException {
        try (var pool = pool(2)) {
            IntactFlyway.migrate(IntactFlyway.configure(pool, History.CODES_ARE_UNIQUE, History.TASKS_HAVE_A_PROJECT)
                    .locations("filesystem:" + files)
                    .load());

            for (int i = 0; i < 2; i++) {
                try (var connection = pool.getConnection()) {
                    assertThat(connection.getAutoCommit()).isTrue();
                    assertThat(Intact.using(pool).enforcesForeignKeys()).isTrue();
                }
            }
        }
    }

    @Test
    void aPoolOfOneIsEnough() {
        try (var pool = pool(1)) {
            assertThat(IntactFlyway.migrate(IntactFlyway.configure(pool, History.CODES_ARE_UNIQUE)
                                    .locations("filesystem:" + files)
                                    .load())
                            .migrationsExecuted)
                    .isEqualTo(2);
        }
    }

    @Test
    void aGroupIsRefusedBeforeAnythingIsCommitted() {
        assertThatThrownBy(() -> IntactFlyway.migrate(start.configuration(History.CODES_ARE_UNIQUE)
                        .group(true)
                        .load()))
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("leave .group(true) out");

        assertThatThrownBy(() -> database.rows("select * from task")).isInstanceOf(SQLException.class);
    }

    @Test
    void theLockThatAnIndexWouldWaitForIsRefused() {
        var flyway = Flyway.configure()
                .dataSource(database.dataSource())
                .locations("filesystem:" + files)
                .javaMigrations(History.CODES_ARE_UNIQUE)
                .load();
        if (place == Start.Place.SQLITE) {
            assertThat(flyway.migrate().migrationsExecuted).isEqualTo(2);
        } else {
            assertThatThrownBy(flyway::migrate)
                    .isInstanceOf(FlywayException.class)
                    .hasMessageContaining("spring.flyway.postgresql.transactional-lock=false");
        }
    }

    @Test
    void theLockDoesNotMatterToOneTransaction() {
        var flyway = Flyway.configure()
                .dataSource(database.dataSource())
                .locations("filesystem:" + files)
                .javaMigrations(History.CODES_ARE_UNIQUE.with(Intact::atomic))
                .load();

        assertThat(flyway.migrate().migrationsExecuted).isEqualTo(2);
    }

    @Test
    void anotherSchemaIsWhereFlywaySaysItIs() throws SQLException {
        if (place != Start.Place.SQLITE) {
            IntactFlyway.migrate(start.configuration(History.CODES_ARE_UNIQUE)
                    .defaultSchema("app")
                    .schemas("app")
                    .load());

            assertThat(database.rows(
                            "select conrelid::regclass::text from pg_constraint where conname = 'uq_task_code'"))
                    .containsExactly(List.of("app.task"));
        }
    }

    @Test
    void thePhasesAreTwoMigrationsOfTwoReleases() throws SQLException {
        var merged = collapsed();
        var expand = IntactMigration.of("3", merged, Phase.EXPAND);
        var contract = IntactMigration.of("4", merged, Phase.CONTRACT);
        if (place != Start.Place.SQLITE) {
            start.migrate(expand);
            database.execute("insert into status values (2, 7); insert into flow values (2, 2)");
            assertThat(database.rows("select run from flow order by id")).containsExactly(List.of(5L), List.of(7L));

            assertThat(StandardError.of(() -> start.migrate(expand, contract))).doesNotContain("run at once");
        } else {
            assertThatThrownBy(() -> start.migrate(expand)).isInstanceOf(FlywayException.class);
            start.migrate(IntactMigration.of("3", merged));
        }
        assertThatThrownBy(() -> database.rows("select * from status")).isInstanceOf(SQLException.class);
    }

    @Test
    void bothPhasesAtOnceAreWarnedOf() {
        var merged = collapsed();
        var expand = IntactMigration.of("3", merged, Phase.EXPAND);
        var contract = IntactMigration.of("4", merged, Phase.CONTRACT);
        if (place != Start.Place.SQLITE) {
            assertThat(StandardError.of(() -> start.migrate(expand, contract)))
                    .contains(
                            "3 status becomes part of flow (expand) and 4 status becomes part of flow (contract) run at once");
        }
    }

    private Change collapsed() {
        start.withFile("V2__status.sql", """
                create table status (id integer %s primary key, run integer not null);
                create table flow (id integer primary key, status_id integer not null references status (id));
                insert into status values (1, 5);
                insert into flow values (1, 1);
                """.formatted(
                        place == Start.Place.SQLITE ? "" : "generated by default as identity (start 10)"));
        return Change.of(
                "status becomes part of flow", collapse("status").into("flow").moving("run"));
    }

    private HikariDataSource pool(int size) {
        var config = new HikariConfig();
        config.setDataSource(database.dataSource());
        config.setMaximumPoolSize(size);
        return new HikariDataSource(config);
    }
}
