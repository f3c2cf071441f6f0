package dev.intact.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.harness.Database;
import dev.intact.harness.InterleavedSession;
import dev.intact.harness.Interleaving;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import dev.intact.plan.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** A database on PostgreSQL, a run that can be met at any of its steps, and sessions of those who go on writing. */
abstract class Races {
    final Database database;
    final Intact intact;
    final Interleaving race;
    final InterleavedSession one;
    final InterleavedSession two;

    /** Looks on, again and again: a new connection each time would take most of a test's time. */
    private final Connection witness;

    /** A run that ends as if its process had: what it has committed stays. */
    static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    Races(int version) throws SQLException {
        database = TestDatabases.postgres(version).open();
        intact = Intact.using(database.dataSource());
        race = Interleaving.on(database);
        one = race.session("one");
        two = race.session("two");
        witness = database.connect();
    }

    @AfterEach
    void close() throws SQLException {
        race.close();
        witness.close();
        database.close();
    }

    void execute(String... scripts) {
        try {
            database.execute(scripts);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs one statement, or several in one transaction. */
    static void on(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns when somebody waits for a lock on that table, or a row of it, with a statement that has these words. */
    void untilSomebodyWaits(CompletableFuture<?> running, String words) {
        var waits =
                "select from pg_stat_activity where wait_event_type = 'Lock' and state = 'active' and strpos(query, '%s') > 0"
                        .formatted(words);
        while (rows(waits).isEmpty()) {
            if (running.isDone()) {
                running.join();
                throw new AssertionError("nobody waits with " + words);
            }
        }
    }

    List<? extends List<?>> rows(String sql) {
        try {
            return Database.rows(witness, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static String state(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getSQLState();
            }
        }
        return "none";
    }

    /** {@return who does something as the step with those words begins for the first time} */
    Intact at(String words, Runnable work) {
        return at(words, 1, work);
    }

    Intact at(String words, int attempt, Runnable work) {
        var seen = new AtomicInteger();
        return intact.onProgress(progress -> {
            if (progress.step().sql().toLowerCase(Locale.ROOT).contains(words) && seen.incrementAndGet() == attempt) {
                work.run();
            }
        });
    }

    void dieAt(String words, Change change) {
        assertThatThrownBy(() -> at(words, () -> {
                            throw new Died();
                        })
                        .apply(change))
                .isInstanceOf(Died.class);
    }

    void expand(Change change) {
        intact.apply(change, Phase.EXPAND);
    }

    void contract(Change change) {
        assertThat(intact.apply(change, Phase.CONTRACT).changedAnything()).isTrue();
        assertThat(intact.apply(change).changedAnything()).isFalse();
        assertNothingLeft();
    }

    /** Nothing of what is there for a while only. */
    void assertNothingLeft() {
        assertThat(rows("select proname from pg_proc where proname ~* 'intact'"))
                .isEmpty();
        assertThat(rows("select tgname from pg_trigger where tgname ~* 'intact'"))
                .isEmpty();
    }

    /** Does something at the beginning of each stage, when the run holds no lock. */
    Intact betweenStages(Change change, Runnable work) {
        var first = new HashSet<Integer>();
        int number = 1;
        for (var stage : intact.plan(change).stages()) {
            first.add(number);
            number += stage.steps().size();
        }
        return intact.onProgress(progress -> {
            if (first.contains(progress.number())) {
                work.run();
            }
        });
    }

    static boolean isBatch(String sql) {
        return sql.contains("\"ctid\" >= ?");
    }

    /** {@return the statement of a batch, for the first pages and half of their rows} */
    static String halfOfABatch(String sql) {
        return sql.replaceFirst("\\?", "'(0,0)'")
                .replaceFirst("\\?", "'(9,0)'")
                .replaceFirst("\\?", "1")
                .replaceFirst("\\?", "0");
    }
}
