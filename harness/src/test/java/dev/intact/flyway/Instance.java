package dev.intact.flyway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.intact.Intact;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.flywaydb.core.api.migration.JavaMigration;

/** Main class of a child JVM: an instance of an application, that starts as often as it is told to. */
final class Instance {
    private Instance() {}

    /**
     * Reads lines of an order, a JDBC URL and a directory of SQL files. Answers each by a line: how many migrations it
     * did, or why it did not start. An order is the number of the step at which it stays for ever, with "hangs" for an answer,
     * or 0.
     */
    public static void main(String[] arguments) throws IOException {
        var orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (var order = orders.readLine(); order != null; order = orders.readLine()) {
            var words = order.split(" ", 3);
            System.out.println(start(words[1], words[2], new Hanging(Integer.parseInt(words[0]))));
        }
    }

    private static String start(String url, String files, Hanging hanging) {
        try (var pool = pool(url)) {
            var migrations = Stream.of(History.CODES_ARE_UNIQUE, History.TASKS_HAVE_A_PROJECT)
                    .map(migration -> migration.with(hanging::listening))
                    .toArray(JavaMigration[]::new);
            var flyway = IntactFlyway.configure(pool, migrations)
                    .locations("filesystem:" + files)
                    .load();
            return String.valueOf(IntactFlyway.migrate(flyway).migrationsExecuted);
        } catch (RuntimeException e) {
            return e.toString().replace('\n', ' ');
        }
    }

    private static HikariDataSource pool(String url) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(2);
        return new HikariDataSource(config);
    }

    /** Counts the steps of all changes in a start. */
    private static final class Hanging {
        private int left;

        Hanging(int step) {
            left = step;
        }

        Intact listening(Intact intact) {
            return intact.onProgress(step -> {
                if (--left == 0) {
                    System.out.println("hangs");
                    new Semaphore(0).acquireUninterruptibly();
                }
            });
        }
    }
}
