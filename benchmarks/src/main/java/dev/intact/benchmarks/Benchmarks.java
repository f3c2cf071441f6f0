package dev.intact.benchmarks;

import dev.intact.harness.TestDatabases;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Runs every case, or those that {@code -Dintact.benchmarks.cases} names, separated by commas; a part of a name will do.
 * {@code -Dintact.benchmarks.divisor=100} makes everything a hundred times smaller, to see whether it runs at all. Both
 * reach this program through the environment variable {@code JDK_JAVA_OPTIONS} too.
 */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        var size = new Size(Integer.getInteger("intact.benchmarks.divisor", 1));
        var chosen = Pattern.compile(",")
                .splitAsStream(System.getProperty("intact.benchmarks.cases", ""))
                .filter(name -> !name.isEmpty())
                .toList();
        System.out.println(machine());
        for (var each : cases(size)) {
            boolean named = chosen.stream().anyMatch(each.name()::contains);
            if (named || (chosen.isEmpty() && !each.isLong())) {
                each.run(new Figures(System.out));
            }
        }
    }

    private static List<Case> cases(Size size) {
        return List.of(
                new AtomicKey("sqlite-atomic", size, TestDatabases.sqliteFile()),
                new AtomicKey("postgres-atomic", size, TestDatabases.postgres()),
                OnlineTotal.ofUnique(size),
                WriterWaits.ofUnique(size),
                new ForeignKeyInPlace(size),
                OnlineTotal.ofForeignKey(size),
                WriterWaits.ofForeignKey(size),
                new CollapseInPlace(size, 6, "0.5"),
                new CollapseInPlace(size, 2, "0.9"),
                new CollapseBackfill("postgres-backfill-100k", 100_000, size),
                new CollapseBackfill("postgres-backfill-1m", 1_000_000, size),
                new CollapseBackfill("postgres-backfill-5m", 5_000_000, size),
                SwapHold.ofCollapse(size),
                WriterWaits.ofCollapse(size),
                new RekeyInPlace(size),
                OnlineTotal.ofRekey(size),
                SwapHold.ofRekey(size),
                WriterWaits.ofRekey(size),
                new Planning("sqlite-planning", size, TestDatabases.sqliteFile()),
                new Planning("postgres-planning", size, TestDatabases.postgres()),
                new DoneAlready("sqlite-done-already", size, TestDatabases.sqliteFile()),
                new DoneAlready("postgres-done-already", size, TestDatabases.postgres()),
                new Startup("sqlite-startup", size, TestDatabases.sqliteFile()),
                new Startup("postgres-startup", size, TestDatabases.postgres()),
                FreshDatabase.onSqlite(size),
                FreshDatabase.onPostgres(size));
    }

    private static String machine() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return "Java %s, %s %s, %d processors, load %.1f: expect noise where others use them too"
                .formatted(
                        Runtime.version(),
                        system.getName(),
                        system.getArch(),
                        system.getAvailableProcessors(),
                        system.getSystemLoadAverage());
    }
}
