package dev.intact.benchmarks;

import dev.intact.Intact;
import dev.intact.benchmarks.Rounds.Rival;
import dev.intact.harness.Database;
import dev.intact.harness.DatabaseSource;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.tools.jdbc.SingleConnectionDataSource;

/**
 * Planning a change to one table among many, against one among few.
 *
 * @param name what to choose it by
 * @param size how many tables
 * @param databases where
 */
record Planning(String name, Size size, DatabaseSource databases) implements Case {
    private static final int WARM_UPS = 300;
    private static final int ROUNDS = 501;
    private static final int CONNECTING_ROUNDS = 51;

    @Override
    public void run(Figures figures) throws Exception {
        try (var many = ManyTables.create(databases.open(), size.manyTables());
                var few = ManyTables.create(databases.open(), size.fewTables());
                var toMany = many.connect();
                var toFew = few.connect()) {
            figures.heading("planning addUnique, %s".formatted(many.description()));
            compare(
                    figures,
                    "connected before",
                    planning(new SingleConnectionDataSource(toMany)),
                    planning(new SingleConnectionDataSource(toFew)),
                    ROUNDS,
                    "target: at most 1.5");
            // A new connection learns the schema anew, whoever asks: the third comparison is without Intact.
            compare(
                    figures,
                    "connecting too",
                    planning(many.dataSource()),
                    planning(few.dataSource()),
                    CONNECTING_ROUNDS,
                    "no target: compare the next");
            compare(figures, "only connecting", glance(many), glance(few), CONNECTING_ROUNDS, "without Intact");
        }
    }

    private void compare(Figures figures, String how, Task many, Task few, int rounds, String target) throws Exception {
        var rivals = List.of(
                new Rival("%s, %,d tables".formatted(how, size.manyTables()), many, Task.NOTHING),
                new Rival("%s, %,d tables".formatted(how, size.fewTables()), few, Task.NOTHING));
        figures.comparison(rivals, Rounds.millis(size.rounds(WARM_UPS), size.rounds(rounds), rivals), target);
    }

    private static Task planning(DataSource dataSource) {
        var intact = Intact.using(dataSource);
        return () -> {
            if (intact.plan(ManyTables.UNIQUE).isEmpty()) {
                throw new IllegalStateException("there is nothing to plan");
            }
        };
    }

    private static Task glance(Database database) {
        return () -> {
            try (var connection = database.connect();
                    var statement = connection.createStatement();
                    var result = statement.executeQuery(ManyTables.GLANCE)) {
                if (!result.next()) {
                    throw new SQLException("no count");
                }
            }
        };
    }
}
