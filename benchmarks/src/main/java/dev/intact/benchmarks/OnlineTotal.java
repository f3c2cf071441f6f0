package dev.intact.benchmarks;

import dev.intact.Intact;
import dev.intact.benchmarks.Rounds.Rival;
import dev.intact.harness.Database;
import dev.intact.harness.TestDatabases;
import java.util.List;

/**
 * A change that holds no writer up, everything included, against the same by hand: as both come, nobody else being at work,
 * and without parallel workers, as Intact goes on where somebody is.
 *
 * @param name what to choose it by
 * @param operation what is done
 * @param maker to what
 * @param byHand what a person would do
 * @param byHandName what that is called
 * @param size how many rows
 * @param rounds how many pairs
 * @param target at most so many times as long
 */
record OnlineTotal(
        String name,
        String operation,
        Subject.Maker maker,
        Work byHand,
        String byHandName,
        Size size,
        int rounds,
        String target)
        implements Case {
    /** Some of what is timed is Java, which is to be compiled by then. */
    private static final int WARM_UPS_SHARE = 2;

    /** What a person does to a database. */
    interface Work {
        void on(Database database, int workers) throws Exception;
    }

    static OnlineTotal ofUnique(Size size) {
        return new OnlineTotal(
                "postgres-online",
                "addUnique",
                Executions::create,
                ByHand::buildKeyConcurrently,
                "duplicates query, concurrent build by hand",
                size,
                11,
                "1.1");
    }

    static OnlineTotal ofForeignKey(Size size) {
        return new OnlineTotal(
                "postgres-foreign-key",
                "addForeignKey",
                References::create,
                ByHand::addForeignKey,
                "orphans query, NOT VALID, VALIDATE by hand",
                size,
                21,
                "1.1");
    }

    static OnlineTotal ofRekey(Size size) {
        return new OnlineTotal(
                "postgres-rekey",
                "rekey",
                Registry::create,
                RekeyByHand::online,
                "the same sequence by hand",
                size,
                5,
                "1.3");
    }

    @Override
    public void run(Figures figures) throws Exception {
        try (var database = TestDatabases.postgres().open()) {
            var subject = maker.create(database, size.rows());
            figures.heading("%s on %,d rows, online, %s".formatted(operation, size.rows(), database.description()));
            var intact = Intact.using(database.dataSource()).online();
            compare(figures, database, subject, "Intact, online", intact, ByHand.WORKERS);
            compare(figures, database, subject, "Intact, online, 0 workers", intact.parallelWorkers(0), 0);
        }
    }

    private void compare(Figures figures, Database database, Subject subject, String title, Intact intact, int workers)
            throws Exception {
        var rivals = List.of(
                new Rival(title, () -> intact.apply(subject.change()), subject::takeBack),
                new Rival(byHandName, () -> byHand.on(database, workers), subject::takeBack));
        figures.comparison(
                rivals,
                Rounds.millis(size.rounds(rounds / WARM_UPS_SHARE), size.rounds(rounds), rivals),
                "target: at most " + target);
    }
}
