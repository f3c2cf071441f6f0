package dev.intact.harness.migration;

import dev.intact.error.Fact;
import dev.intact.error.IntactException;
import dev.intact.harness.Database;
import dev.intact.harness.LineDifference;
import dev.intact.harness.Snapshot;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a database when it is migrated. Each {@code then} runs the migration anew; an {@link AssertionError} says
 * what is otherwise.
 *
 * @param <S> the outcome's own type
 */
public abstract sealed class MigrationOutcome<S extends MigrationOutcome<S>> permits ChangeOutcome, FlywayOutcome {
    private final MigrationTest test;

    MigrationOutcome(MigrationTest test) {
        this.test = test;
    }

    /** What is migrated, in a few words. */
    abstract String name();

    abstract void migrate(Database database) throws SQLException;

    /** What of a snapshot says nothing of whether the migration was refused. */
    abstract boolean isItsOwn(String line);

    abstract S self();

    /**
     * Each query has the same rows before and after.
     *
     * @param queries that say an order
     */
    public S thenSame(String... queries) {
        return on(database -> {
            var before = rows(database, queries);
            migrate(database);
            var after = rows(database, queries);
            for (int i = 0; i < queries.length; i++) {
                compare("there are other rows after it", queries[i], before.get(i), after.get(i));
            }
        });
    }

    /**
     * The query has these rows afterwards.
     *
     * @param query one that says an order
     * @param rows see {@link MigrationTest#row}
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final S then(String query, List<? extends @Nullable Object>... rows) {
        return on(database -> {
            migrate(database);
            compare("there are other rows", query, lines(Arrays.asList(rows)), lines(database.rows(query)));
        });
    }

    /**
     * It is refused, and everything is as it was.
     *
     * @param code that of the refusal, such as {@code duplicate-key}; see {@link IntactException#code}
     */
    public S thenRefused(String code) {
        return on(database -> {
            var before = unchanged(database);
            var refusal = refusal(database)
                    .orElseThrow(() -> Failure.of(name() + ": it is not refused", Fact.of("expected", code)));
            if (!refusal.code().equals(code)) {
                throw Failure.of(
                        name() + ": it is refused for another reason",
                        List.of(
                                Fact.of("expected", code),
                                Fact.of("there is", refusal.code(), String.valueOf(refusal.getMessage()))),
                        refusal);
            }
            var difference = LineDifference.between(before, unchanged(database));
            if (!difference.isEmpty()) {
                throw Failure.of(
                        name() + ": it is refused, and something has changed", new Fact("difference", difference));
            }
        });
    }

    /** What is asked of a database that is not migrated yet. */
    interface Question {
        void of(Database database) throws SQLException;
    }

    final S on(Question question) {
        try (var database = test.open()) {
            question.of(database);
        } catch (SQLException e) {
            throw new IllegalStateException(name() + ": the database refused a statement", e);
        }
        return self();
    }

    private List<String> unchanged(Database database) {
        return Snapshot.of(database).stream().filter(line -> !isItsOwn(line)).toList();
    }

    private Optional<IntactException> refusal(Database database) throws SQLException {
        try {
            migrate(database);
            return Optional.empty();
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof IntactException refusal) {
                    return Optional.of(refusal);
                }
            }
            throw e;
        }
    }

    private static List<List<String>> rows(Database database, String... queries) throws SQLException {
        var rows = new ArrayList<List<String>>();
        for (var query : queries) {
            rows.add(lines(database.rows(query)));
        }
        return rows;
    }

    private static List<String> lines(List<? extends List<? extends @Nullable Object>> rows) {
        return rows.stream().map(Database::text).toList();
    }

    private void compare(String headline, String query, List<String> expected, List<String> actual) {
        var difference = LineDifference.between(expected, actual);
        if (!difference.isEmpty()) {
            throw Failure.of(
                    name() + ": " + headline,
                    Fact.of("query", query),
                    Fact.of("expected", "what has a - before it"),
                    Fact.of("there is", "what has a + before it"),
                    new Fact("rows", difference));
        }
    }
}
