package dev.intact.benchmarks;

import dev.intact.Intact;
import dev.intact.benchmarks.Rounds.Rival;
import dev.intact.harness.DatabaseSource;
import java.util.List;

/**
 * A key in one transaction, against the bare build: what reading the schema, planning and verifying cost on top.
 *
 * @param name what to choose it by
 * @param size how many rows
 * @param databases where
 */
record AtomicKey(String name, Size size, DatabaseSource databases) implements Case {
    /** Some of what is timed is Java, which is to be compiled by then. */
    private static final int WARM_UPS = 10;

    private static final int ROUNDS = 11;

    @Override
    public void run(Figures figures) throws Exception {
        try (var database = databases.open()) {
            var executions = Executions.create(database, size.rows());
            var intact = Intact.using(database.dataSource()).atomic();
            var rivals = List.of(
                    new Rival("Intact, atomic", () -> intact.apply(executions.change()), executions::takeBack),
                    new Rival("the bare build by hand", () -> ByHand.buildKey(database), executions::takeBack));
            figures.heading("addUnique on %,d rows, atomic, %s".formatted(size.rows(), database.description()));
            figures.comparison(
                    rivals, Rounds.millis(size.rounds(WARM_UPS), size.rounds(ROUNDS), rivals), "target: at most 1.1");
        }
    }
}
