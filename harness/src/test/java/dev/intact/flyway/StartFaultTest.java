package dev.intact.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.harness.Faults;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A start that dies after a statement, be it of a change, of an SQL file or of Flyway's own, and the next one. */
@Tag("exhaustive")
class StartFaultTest {
    /** Where a start takes long, it dies after each so many statements: {@code -Dintact.faults.start=1} for all. */
    private static final int OF_POSTGRES = Integer.getInteger("intact.faults.start", 3);

    @TempDir
    static Path files;

    @ParameterizedTest
    @EnumSource(names = "POSTGRES_14", mode = EnumSource.Mode.EXCLUDE)
    void theNextStartEndsWellWhateverStatementOneHasDiedAfter(Start.Place place) {
        var statements = undisturbed(place);

        var points = IntStream.rangeClosed(1, statements.size())
                .filter(n -> place == Start.Place.SQLITE || n % OF_POSTGRES == 0)
                .toArray();
        Arrays.stream(points).parallel().forEach(n -> dieAfter(place, n, statements));
        System.out.printf("%s: died after %d of %d statements%n", place, points.length, statements.size());
    }

    private static List<String> undisturbed(Start.Place place) {
        try (var database = place.open()) {
            new Start(database, files)
                    .withFile("V1__tables.sql", History.TABLES)
                    .withFile("V3__rows.sql", History.ROWS);
            var faults = Faults.on(database.dataSource()).never();
            migrate(faults.dataSource());
            return faults.statements();
        }
    }

    private static void dieAfter(Start.Place place, int n, List<String> statements) {
        try (var database = place.open()) {
            var faults = Faults.on(database.dataSource()).dieAfter(n).wholeServer();
            try {
                migrate(faults.dataSource());
            } catch (FlywayException e) {
                assertThat(faults.struck()).as(e.getMessage()).isTrue();
            }
            migrate(database.dataSource());
            assertThat(database.rows("select id, project_id, code from task order by id"))
                    .as("died after statement %d, %s", n, statements.get(n - 1))
                    .isEqualTo(List.of(List.of(1L, 1L, "a"), List.of(2L, 1L, "b")));
        } catch (SQLException | RuntimeException e) {
            throw new AssertionError("died after statement %d, %s".formatted(n, statements.get(n - 1)), e);
        }
    }

    private static void migrate(DataSource dataSource) {
        IntactFlyway.migrate(IntactFlyway.configure(dataSource, History.CODES_ARE_UNIQUE, History.TASKS_HAVE_A_PROJECT)
                .locations("filesystem:" + files)
                .load());
    }
}
