package dev.intact.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.harness.Database;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several processes of an application that start at once. That it ends at all shows that none hangs. */
@Timeout(600)
@Tag("exhaustive")
class InstancesTest {
    private static final int INSTANCES = 8;

    /** How often they start, each time on a new database: {@code -Dintact.start.rounds=50} for longer. */
    private static final int ROUNDS = Integer.getInteger("intact.start.rounds", 3);

    private static final List<Child> CHILDREN = new ArrayList<>();

    @TempDir
    static Path files;

    @BeforeAll
    static void begin() {
        IntStream.range(0, INSTANCES).forEach(number -> CHILDREN.add(Child.begin()));
    }

    @AfterAll
    static void end() {
        CHILDREN.forEach(Child::close);
    }

    @ParameterizedTest
    @EnumSource(names = "POSTGRES_14", mode = EnumSource.Mode.EXCLUDE)
    void eachMigrationIsDoneOnceAndAllStart(Start.Place place) throws SQLException {
        for (int round = 1; round <= ROUNDS; round++) {
            try (var database = place.open()) {
                var start = start(database);

                CHILDREN.forEach(child -> child.start(start));

                var answers = CHILDREN.stream().map(Child::answer).toList();
                assertThat(answers).as("round %d", round).allMatch(answer -> answer.matches("\\d"));
                assertThat(answers.stream().mapToInt(Integer::parseInt).sum())
                        .as("round %d: %s", round, answers)
                        .isEqualTo(4);
                assertIsWhole(start);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "POSTGRES_14", mode = EnumSource.Mode.EXCLUDE)
    void whoeverDiesAtWorkLetsTheOthersIn(Start.Place place) throws SQLException, InterruptedException {
        try (var database = place.open();
                var dying = Child.begin()) {
            var start = start(database);
            dying.startAndHangAt(1, start);
            assertThat(dying.answer()).isEqualTo("hangs");
            CHILDREN.forEach(child -> child.start(start));

            dying.kill();

            assertThat(CHILDREN.stream()
                            .map(Child::answer)
                            .mapToInt(Integer::parseInt)
                            .sum())
                    .isEqualTo(3);
            assertIsWhole(start);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "POSTGRES_14", mode = EnumSource.Mode.EXCLUDE)
    void whatIsKilledAtAnyStepIsFinishedByTheNextStart(Start.Place place) throws SQLException, InterruptedException {
        int step = 0;
        for (boolean hung = true; hung; ) {
            step++;
            try (var database = place.open();
                    var dying = Child.begin()) {
                var start = start(database);
                dying.startAndHangAt(step, start);
                hung = dying.answer().equals("hangs");
                dying.kill();

                start.migrate(History.CODES_ARE_UNIQUE, History.TASKS_HAVE_A_PROJECT);
                assertIsWhole(start);
            }
        }
        assertThat(step).isGreaterThan(4);
        System.out.printf("%s: killed at %d steps%n", place, step - 1);
    }

    private static Start start(Database database) {
        return new Start(database, files)
                .withFile("V1__tables.sql", History.TABLES)
                .withFile("V3__rows.sql", History.ROWS);
    }

    private static void assertIsWhole(Start start) throws SQLException {
        assertThat(start.migrate(History.CODES_ARE_UNIQUE, History.TASKS_HAVE_A_PROJECT))
                .isZero();
        assertThat(start.database()
                        .rows("select version, count(*) from flyway_schema_history group by version order by version"))
                .isEqualTo(List.of(List.of("1", 1L), List.of("2", 1L), List.of("3", 1L), List.of("4", 1L)));
        assertThat(start.database().rows("select id, project_id, code from task order by id"))
                .isEqualTo(List.of(List.of(1L, 1L, "a"), List.of(2L, 1L, "b")));
    }
}
