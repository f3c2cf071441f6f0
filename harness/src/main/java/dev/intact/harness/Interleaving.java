package dev.intact.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several sessions whose statements come in the order in which a test says them, waiting and all: so a race is a test, and
 * no luck.
 *
 * <pre>{@code
 * try (var race = Interleaving.on(database)) {
 *     var writer = race.session("writer");
 *     var other = race.session("other");
 *     writer.runs("begin", "update task set title = 'a' where id = 1");
 *     other.begins("update task set title = 'b' where id = 1").waits();
 *     writer.runs("commit");
 *     other.goesOn();
 * }
 * }</pre>
 *
 * <p>That a session waits is proved, never slept for: PostgreSQL lists it among those that wait for a lock; on SQLite its
 * statement is refused with SQLITE_BUSY, and is run again when it goes on. What goes otherwise is an {@link
 * AssertionError} that names the session and its statement.
 */
public final class Interleaving implements AutoCloseable {
    private final Database database;
    private final Connection witness;
    private final Map<String, InterleavedSession> sessions = new LinkedHashMap<>();

    private Interleaving(Database database, Connection witness) {
        this.database = database;
        this.witness = witness;
    }

    /**
     * {@return an order of statements on that database, none of them said yet}
     *
     * @throws IllegalStateException if nobody can connect to it
     */
    public static Interleaving on(Database database) {
        try {
            return new Interleaving(database, database.connect());
        } catch (SQLException e) {
            throw new IllegalStateException("nobody can connect to " + database.description(), e);
        }
    }

    /**
     * {@return the session of that name, on a connection of its own that commits by itself until it is told to {@code begin}}
     *
     * @param name what failures call it
     */
    public InterleavedSession session(String name) {
        return sessions.computeIfAbsent(name, this::open);
    }

    private InterleavedSession open(String name) {
        return new InterleavedSession(name, database, witness);
    }

    /** Ends all sessions; those that still wait do not go on. */
    @Override
    public void close() {
        var failures = new ArrayList<SQLException>();
        sessions.values().forEach(session -> end(session::stop, failures));
        sessions.values().stream()
                .sorted(Comparator.comparingInt(session -> session.isBusy() ? 1 : 0))
                .forEach(session -> end(session::close, failures));
        end(witness::close, failures);
        if (!failures.isEmpty()) {
            var failure = new IllegalStateException("not every session could be ended", failures.get(0));
            failures.stream().skip(1).forEach(failure::addSuppressed);
            throw failure;
        }
    }

    private interface End {
        void make() throws SQLException;
    }

    private static void end(End end, List<SQLException> failures) {
        try {
            end.make();
        } catch (SQLException e) {
            failures.add(e);
        }
    }
}
