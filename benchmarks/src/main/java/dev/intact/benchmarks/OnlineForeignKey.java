package dev.intact.benchmarks;

import dev.intact.Intact;
import dev.intact.benchmarks.Rounds.Rival;
import dev.intact.harness.TestDatabases;
import java.util.List;

/**
 * A foreign key that holds no writer up, against the same look for orphans and the same two statements by hand.
 *
 * @param size how many references
 */
record OnlineForeignKey(Size size) implements Case {
    private static final int ROUNDS = 21;

    @Override
    public String name() {
        return "postgres-foreign-key";
    }

    @Override
    public void run(Figures figures) throws Exception {
        try (var database = TestDatabases.postgres().open()) {
            var references = References.create(database, size.rows());
            var intact = Intact.using(database.dataSource()).online();
            var rivals = List.of(
                    new Rival("Intact, online", () -> intact.apply(references.change()), references::takeBack),
                    new Rival(
                            "orphans query, NOT VALID, VALIDATE by hand",
                            () -> ByHand.addForeignKey(database),
                            references::takeBack));
            figures.heading("addForeignKey on %,d rows, online, %s".formatted(size.rows(), database.description()));
            figures.comparison(rivals, Rounds.millis(2, size.rounds(ROUNDS), rivals), "target: at most 1.1");
        }
    }
}
