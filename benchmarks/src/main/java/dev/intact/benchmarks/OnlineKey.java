package dev.intact.benchmarks;

import dev.intact.Intact;
import dev.intact.benchmarks.Rounds.Rival;
import dev.intact.harness.TestDatabases;
import java.util.List;

/**
 * A key that holds no writer up, against the same look for duplicates and the same build by hand.
 *
 * @param size how many rows
 */
record OnlineKey(Size size) implements Case {
    private static final int ROUNDS = 11;

    @Override
    public String name() {
        return "postgres-online";
    }

    @Override
    public void run(Figures figures) throws Exception {
        try (var database = TestDatabases.postgres().open()) {
            var executions = Executions.create(database, size.rows());
            var intact = Intact.using(database.dataSource()).online();
            var rivals = List.of(
                    new Rival("Intact, online", () -> intact.apply(executions.change()), executions::takeBack),
                    new Rival(
                            "duplicates query, concurrent build by hand",
                            () -> ByHand.buildKeyConcurrently(database),
                            executions::takeBack));
            figures.heading("addUnique on %,d rows, online, %s".formatted(size.rows(), database.description()));
            figures.comparison(rivals, Rounds.millis(2, size.rounds(ROUNDS), rivals), "target: at most 1.1");
        }
    }
}
