package dev.intact.benchmarks;

import dev.intact.Intact;
import dev.intact.benchmarks.Rounds.Rival;
import dev.intact.harness.TestDatabases;
import java.util.List;

/**
 * A 1:1 table of SQLite becomes part of the other, everything included, against a rebuild by hand. The more indexes there
 * are, the more a rebuild has to make again.
 *
 * @param size how many rows
 * @param indexes how many indexes the table that stays has
 * @param target what is aimed at
 */
record CollapseInPlace(Size size, int indexes, String target) implements Case {
    private static final int ROUNDS = 7;

    @Override
    public String name() {
        return "sqlite-collapse-" + indexes;
    }

    @Override
    public void run(Figures figures) throws Exception {
        try (var database = TestDatabases.sqliteFile().open()) {
            var workflows = Workflows.create(database, size.rows(), indexes);
            var intact = Intact.using(database.dataSource());
            var rivals = List.of(
                    new Rival("Intact, in place", () -> intact.apply(workflows.change()), workflows::takeBack),
                    new Rival("rebuild by hand", () -> CollapseByHand.rebuild(workflows), workflows::takeBack));
            figures.heading(
                    "collapse of %,d rows, %d indexes, %s".formatted(size.rows(), indexes, database.description()));
            figures.comparison(rivals, Rounds.millis(1, size.rounds(ROUNDS), rivals), "target: at most " + target);
        }
    }
}
