package dev.intact.benchmarks;

import dev.intact.Intact;
import dev.intact.benchmarks.Rounds.Rival;
import dev.intact.harness.TestDatabases;
import java.util.List;

/**
 * A wider key of SQLite, and what follows it, everything included, against a rebuild of both tables by hand.
 *
 * @param size how many rows follow
 */
record RekeyInPlace(Size size) implements Case {
    private static final int ROUNDS = 7;

    @Override
    public String name() {
        return "sqlite-rekey";
    }

    @Override
    public void run(Figures figures) throws Exception {
        try (var database = TestDatabases.sqliteFile().open()) {
            var registry = Registry.create(database, size.rows());
            var intact = Intact.using(database.dataSource());
            var rivals = List.of(
                    new Rival("Intact", () -> intact.apply(registry.change()), registry::takeBack),
                    new Rival("rebuild of both by hand", () -> RekeyByHand.rebuild(database), registry::takeBack));
            figures.heading("rekey that %,d rows follow, %s".formatted(size.rows(), database.description()));
            figures.comparison(rivals, Rounds.millis(1, size.rounds(ROUNDS), rivals), "target: at most 0.8");
        }
    }
}
