package dev.intact.benchmarks;

import dev.intact.Intact;
import dev.intact.benchmarks.Rounds.Rival;
import dev.intact.harness.DatabaseSource;
import java.sql.Connection;
import java.util.List;

/**
 * Applying a change that is done already to one table among many, against one among few.
 *
 * @param name what to choose it by
 * @param size how many tables
 * @param databases where
 */
record DoneAlready(String name, Size size, DatabaseSource databases) implements Case {
    private static final int WARM_UPS = 300;
    private static final int ROUNDS = 501;

    @Override
    public void run(Figures figures) throws Exception {
        try (var many = ManyTables.create(databases.open(), size.manyTables());
                var few = ManyTables.create(databases.open(), size.fewTables());
                var toMany = many.connect();
                var toFew = few.connect()) {
            figures.heading("applying addUnique once more, %s".formatted(many.description()));
            var rivals = List.of(
                    new Rival("%,d tables".formatted(size.manyTables()), again(toMany), Task.NOTHING),
                    new Rival("%,d tables".formatted(size.fewTables()), again(toFew), Task.NOTHING));
            figures.comparison(
                    rivals, Rounds.millis(size.rounds(WARM_UPS), size.rounds(ROUNDS), rivals), "target: at most 2");
        }
    }

    private static Task again(Connection connection) {
        var intact = Intact.usingIdle(connection);
        intact.apply(ManyTables.UNIQUE);
        return () -> {
            if (intact.apply(ManyTables.UNIQUE).changedAnything()) {
                throw new IllegalStateException("it was not done");
            }
        };
    }
}
