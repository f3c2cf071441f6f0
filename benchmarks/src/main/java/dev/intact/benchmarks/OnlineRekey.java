package dev.intact.benchmarks;

import dev.intact.Intact;
import dev.intact.benchmarks.Rounds.Rival;
import dev.intact.harness.TestDatabases;
import java.util.List;

/**
 * A wider key that holds no writer up, and what follows it, against the same sequence by hand.
 *
 * @param size how many rows follow
 */
record OnlineRekey(Size size) implements Case {
    private static final int ROUNDS = 5;

    @Override
    public String name() {
        return "postgres-rekey";
    }

    @Override
    public void run(Figures figures) throws Exception {
        try (var database = TestDatabases.postgres().open()) {
            var registry = Registry.create(database, size.rows());
            var intact = Intact.using(database.dataSource()).online();
            var rivals = List.of(
                    new Rival("Intact, online", () -> intact.apply(registry.change()), registry::takeBack),
                    new Rival("the same sequence by hand", () -> RekeyByHand.online(database), registry::takeBack));
            figures.heading("rekey that %,d rows follow, online, %s".formatted(size.rows(), database.description()));
            figures.comparison(rivals, Rounds.millis(1, size.rounds(ROUNDS), rivals), "target: at most 1.3");
        }
    }
}
