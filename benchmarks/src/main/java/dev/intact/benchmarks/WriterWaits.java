package dev.intact.benchmarks;

import dev.intact.Intact;
import dev.intact.harness.Database;
import dev.intact.harness.TestDatabases;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/**
 * What a writer waits while a key is added beside it, against what it waits with nothing running. Two controls show
 * whose wait it is: the same build by hand, which is the database's own, and a session that only calculates, since where
 * processors are few, whatever runs beside a writer takes time from it without any lock.
 *
 * @param name what to choose it by
 * @param operation what is done
 * @param size how many rows
 * @param maker to what
 * @param rivals how else it is done
 */
record WriterWaits(String name, String operation, Size size, Subject.Maker maker, List<Rival> rivals) implements Case {
    private static final int RUNS = 5;

    /** Until Java is compiled: that, too, would take processors from the writer. */
    private static final int WARM_UPS = 5;

    /** What runs beside the writer, what ends it, and what the writer waited in each run. */
    private record Situation(String name, Task task, Task tidyUp, List<Latencies> runs) {
        Situation(String name, Task task, Task tidyUp) {
            this(name, task, tidyUp, new ArrayList<>());
        }

        Spread spread(ToDoubleFunction<Latencies> figure) {
            return new Spread(runs.stream().map(figure::applyAsDouble).toList());
        }

        Latencies together() {
            return Latencies.together(runs);
        }
    }

    /** What a person would run, and what it is called. */
    record Rival(String name, Work work) {
        /** Something done to a database. */
        interface Work {
            void on(Database database) throws Exception;
        }
    }

    static WriterWaits ofUnique(Size size) {
        return new WriterWaits(
                "writer-unique",
                "addUnique",
                size,
                Executions::create,
                List.of(
                        new Rival("concurrent build by hand", ByHand::buildKeyConcurrently),
                        new Rival("ALTER TABLE ADD UNIQUE", ByHand::buildKey)));
    }

    static WriterWaits ofForeignKey(Size size) {
        return new WriterWaits(
                "writer-foreign-key",
                "addForeignKey",
                size,
                References::create,
                List.of(
                        new Rival("NOT VALID, VALIDATE by hand", ByHand::addForeignKey),
                        new Rival("ALTER TABLE ADD FOREIGN KEY", ByHand::addForeignKeyAtOnce)));
    }

    static WriterWaits ofCollapse(Size size) {
        return new WriterWaits(
                "writer-collapse",
                "collapse",
                size,
                Workflows::create,
                List.of(new Rival("columns, UPDATE, drops in one transaction", CollapseByHand::atOnce)));
    }

    static WriterWaits ofRekey(Size size) {
        return new WriterWaits(
                "writer-rekey",
                "rekey",
                size,
                Registry::create,
                List.of(new Rival("the same sequence by hand", RekeyByHand::online)));
    }

    @Override
    public void run(Figures figures) throws Exception {
        try (var database = TestDatabases.postgres().open()) {
            var subject = maker.create(database, size.rows());
            var online = Intact.using(database.dataSource()).online();
            var lastOnline = new AtomicLong();
            var intact = new Situation(
                    operation + " online",
                    () -> lastOnline.set(millis(() -> online.apply(subject.change()))),
                    subject::takeBack);
            // As long as the change just before: the longer one looks, the longer the longest wait.
            var nothing = new Situation("nothing running", () -> Thread.sleep(lastOnline.get()), Task.NOTHING);
            var situations = new ArrayList<>(List.of(intact, nothing));
            situations.add(new Situation(
                    "a busy processor, no locks", () -> keepBusy(database, lastOnline.get()), Task.NOTHING));
            for (var rival : rivals) {
                situations.add(new Situation(rival.name(), () -> rival.work().on(database), subject::takeBack));
            }

            for (int run = 1 - WARM_UPS; run <= RUNS; run++) {
                boolean warmUp = run <= 0;
                for (var situation : situations) {
                    observe(situation, database, subject, warmUp);
                }
            }
            figures.heading("a writer during %s on %,d rows, %d runs of each, %s"
                    .formatted(operation, size.rows(), RUNS, database.description()));
            situations.remove(nothing);
            print(figures, nothing, situations);
        }
    }

    private static void keepBusy(Database database, long millis) throws SQLException {
        database.execute("""
                DO $$ BEGIN
                    WHILE clock_timestamp() < now() + interval '%d milliseconds' LOOP END LOOP;
                END $$
                """.formatted(millis));
    }

    private static long millis(Task task) throws Exception {
        long begun = System.nanoTime();
        task.run();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    private static void observe(Situation situation, Database database, Subject subject, boolean warmUp)
            throws Exception {
        var latencies = Writer.during(situation.task(), database, subject.ownRows());
        situation.tidyUp().run();
        subject.removeOwnRows();
        if (!warmUp) {
            situation.runs().add(latencies);
        }
    }

    private void print(Figures figures, Situation nothing, List<Situation> others) {
        var all = new ArrayList<>(List.of(nothing));
        all.addAll(others);
        all.forEach(each -> figures.millis(each.name() + ": p99.9", each.spread(Latencies::p999)));
        all.forEach(each -> figures.millis(each.name() + ": longest", each.spread(Latencies::longest)));

        // A run has too few writes for a p99.9 of its own to be steady.
        var quiet = nothing.together();
        figures.note(String.format(
                Locale.ROOT,
                "all runs together, %s: %,d writes, p99.9 %.2f ms, longest %.2f ms",
                nothing.name(),
                quiet.count(),
                quiet.p999(),
                quiet.longest()));
        for (var other : others) {
            var waits = other.together();
            figures.note(String.format(
                    Locale.ROOT,
                    "all runs together, %s: %,d writes, p99.9 %.2f ms (%.2f times), longest %.2f ms (%.2f times)",
                    other.name(),
                    waits.count(),
                    waits.p999(),
                    waits.p999() / quiet.p999(),
                    waits.longest(),
                    waits.longest() / quiet.longest()));
        }
        figures.note("target: %s online at most 2 times nothing running".formatted(operation));
    }
}
