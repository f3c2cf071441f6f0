package dev.intact.benchmarks;

import static dev.intact.Operations.addUnique;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.intact.benchmarks.Rounds.Rival;
import dev.intact.flyway.IntactFlyway;
import dev.intact.flyway.IntactMigration;
import dev.intact.harness.Database;
import dev.intact.harness.DatabaseSource;
import dev.intact.operation.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.migration.JavaMigration;

/**
 * A start of a service when every migration is done already: half of them changes, against Flyway with as many SQL files.
 *
 * @param name what to choose it by
 * @param size how many rounds
 * @param databases where
 */
record Startup(String name, Size size, DatabaseSource databases) implements Case {
    private static final int MIGRATIONS = 20;
    private static final int WARM_UPS = 100;
    private static final int ROUNDS = 201;

    @Override
    public void run(Figures figures) throws Exception {
        var files = Files.createTempDirectory("startup");
        try (var mixed = databases.open();
                var plain = databases.open();
                var toMixed = pool(mixed);
                var toPlain = pool(plain)) {
            var tables = write(files.resolve("tables"), 1, MIGRATIONS / 2, "create table table_%1$d (code integer)");
            var keys = write(
                    files.resolve("keys"),
                    MIGRATIONS / 2 + 1,
                    MIGRATIONS,
                    "create unique index uq_%1$d on table_%2$d (code)");
            var ours = new Rival("IntactFlyway.migrate", () -> start(toMixed, tables), Task.NOTHING);
            var theirs = new Rival("Flyway.migrate", () -> startPlain(toPlain, tables, keys), Task.NOTHING);
            figures.heading("a start with %d migrations done, %s".formatted(MIGRATIONS, mixed.description()));
            var rivals = List.of(ours, theirs);
            figures.comparison(
                    rivals, Rounds.millis(size.rounds(WARM_UPS), size.rounds(ROUNDS), rivals), "target: at most 1.1");
        }
    }

    /** As a service has one. */
    private static HikariDataSource pool(Database database) {
        var config = new HikariConfig();
        config.setDataSource(database.dataSource());
        config.setMaximumPoolSize(2);
        return new HikariDataSource(config);
    }

    private static Path write(Path directory, int first, int last, String sql) throws IOException {
        Files.createDirectories(directory);
        for (int version = first; version <= last; version++) {
            Files.writeString(
                    directory.resolve("V%d__migration.sql".formatted(version)),
                    sql.formatted(version, version - MIGRATIONS / 2));
        }
        return directory;
    }

    private static void start(DataSource dataSource, Path tables) {
        var changes = IntStream.rangeClosed(1, MIGRATIONS / 2)
                .mapToObj(number -> IntactMigration.of(
                        String.valueOf(number + MIGRATIONS / 2),
                        Change.of("codes are unique", addUnique("table_" + number, "code"))))
                .toArray(JavaMigration[]::new);
        IntactFlyway.migrate(IntactFlyway.configure(dataSource, changes)
                .locations("filesystem:" + tables)
                .load());
    }

    private static void startPlain(DataSource dataSource, Path... files) {
        Flyway.configure()
                .dataSource(dataSource)
                .locations(List.of(files).stream()
                        .map(each -> "filesystem:" + each)
                        .toArray(String[]::new))
                .load()
                .migrate();
    }
}
