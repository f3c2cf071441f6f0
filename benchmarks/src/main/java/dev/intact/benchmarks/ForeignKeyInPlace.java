package dev.intact.benchmarks;

import dev.intact.Intact;
import dev.intact.benchmarks.Rounds.Rival;
import dev.intact.harness.TestDatabases;
import java.util.List;

/**
 * A foreign key of SQLite, everything included, against the rebuild that the documentation of ALTER TABLE describes.
 *
 * @param size how many references
 */
record ForeignKeyInPlace(Size size) implements Case {
    private static final int ROUNDS = 11;

    @Override
    public String name() {
        return "sqlite-foreign-key";
    }

    @Override
    public void run(Figures figures) throws Exception {
        try (var database = TestDatabases.sqliteFile().open()) {
            var references = References.create(database, size.rows());
            var intact = Intact.using(database.dataSource());
            var rivals = List.of(
                    new Rival("Intact, in place", () -> intact.apply(references.change()), references::takeBack),
                    new Rival("rebuild in 12 steps by hand", () -> ByHand.rebuild(database), references::takeBack));
            figures.heading("addForeignKey on %,d rows, %s".formatted(size.rows(), database.description()));
            figures.comparison(rivals, Rounds.millis(2, size.rounds(ROUNDS), rivals), "target: at most 0.4");
        }
    }
}
