package dev.intact.harness;

import dev.intact.error.Fact;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One of those whose statements an {@link Interleaving} puts in order. It does one thing at a time: what it has begun must
 * have ended before it does another.
 */
public final class InterleavedSession {
    private final String name;
    private final Sitting sitting;
    private Optional<Begun> begun = Optional.empty();

    /** Something done on connections of its own: {@code dataSource -> Intact.using(dataSource).apply(change)}. */
    @FunctionalInterface
    public interface Work {
        /** Does it. */
        void on(DataSource dataSource) throws Exception;
    }

    private record Begun(String what, Turn turn) {}

    InterleavedSession(String name, Database database, Connection witness) {
        this.name = name;
        try {
            sitting = database.kind() == Database.Kind.SQLITE
                    ? new SqliteSitting(database)
                    : new PostgresSitting(database, witness);
        } catch (SQLException e) {
            throw new IllegalStateException(name + " cannot connect to " + database.description(), e);
        }
    }

    /**
     * Runs statements, each of which neither waits for anybody nor fails.
     *
     * @return this
     */
    public InterleavedSession runs(String... statements) {
        for (var statement : statements) {
            begins(statement);
            if (isWaiting()) {
                throw failure("waits for somebody", null);
            }
            goesOn();
        }
        return this;
    }

    /**
     * Begins a statement. Returns as soon as it waits for somebody, or is done.
     *
     * @return this, of which {@link #waits}, {@link #goesOn}, {@link #fails} or {@link #ends} is asked next
     */
    public InterleavedSession begins(String statement) {
        refuseUnlessFree();
        begun = Optional.of(new Begun(statement, sitting.begin(statement)));
        isWaiting();
        return this;
    }

    /**
     * Begins something on connections of its own. Returns as soon as one of them waits for somebody, or it is done; on
     * SQLite, which tells of statements only, at once.
     *
     * @return this, of which {@link #waits}, {@link #goesOn}, {@link #fails} or {@link #ends} is asked next
     */
    public InterleavedSession begins(Work work) {
        refuseUnlessFree();
        begun = Optional.of(new Begun("work of its own", sitting.begin(work)));
        if (sitting instanceof PostgresSitting) {
            isWaiting();
        }
        return this;
    }

    /**
     * What it has begun waits for somebody.
     *
     * @return this
     * @throws UnsupportedOperationException of work of its own on SQLite, which tells of statements only
     */
    public InterleavedSession waits() {
        if (!isWaiting()) {
            throw failure("did not wait", null);
        }
        return this;
    }

    /**
     * What it has begun ends well, nobody being in its way any more.
     *
     * @return this
     */
    public InterleavedSession goesOn() {
        try {
            begun().turn.end();
            begun = Optional.empty();
            return this;
        } catch (Exception e) {
            throw failure("failed", e);
        }
    }

    /**
     * What it has begun fails.
     *
     * @param reason the SQLState that it fails with, or words of what the database says
     * @return this
     */
    public InterleavedSession fails(String reason) {
        try {
            begun().turn.end();
        } catch (Exception e) {
            if (!isFor(reason, e)) {
                throw failure("failed for another reason than " + reason, e);
            }
            begun = Optional.empty();
            return this;
        }
        throw failure("did not fail, with " + reason, null);
    }

    /**
     * What it has begun ends, one way or the other.
     *
     * @return what the database refused it with, or nothing if it went well
     */
    public Optional<SQLException> ends() {
        try {
            begun().turn.end();
            begun = Optional.empty();
            return Optional.empty();
        } catch (Exception e) {
            var refusal = refusals(e).findFirst().orElseThrow(() -> failure("failed", e));
            begun = Optional.empty();
            return Optional.of(refusal);
        }
    }

    /**
     * {@return what the session reads, made for comparing as {@link Database#rows(String)} does}
     *
     * @throws SQLException if the query fails
     */
    public List<List<@Nullable Object>> rows(String query) throws SQLException {
        refuseUnlessFree();
        return Database.rows(sitting.connection(), query);
    }

    boolean isBusy() {
        return sitting.isBusy();
    }

    void stop() throws SQLException {
        sitting.stop();
    }

    void close() throws SQLException {
        sitting.close();
    }

    private boolean isWaiting() {
        try {
            return begun().turn.isWaiting();
        } catch (SQLException e) {
            throw failure("cannot be seen waiting", e);
        }
    }

    private static boolean isFor(String reason, Throwable failure) {
        return refusals(failure)
                .anyMatch(refusal -> reason.equals(refusal.getSQLState())
                        || String.valueOf(refusal.getMessage()).contains(reason));
    }

    /** {@return what the database said, whoever passed it on} */
    private static Stream<SQLException> refusals(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast);
    }

    private Begun begun() {
        return begun.orElseThrow(() -> new IllegalStateException(name + " has begun nothing"));
    }

    private void refuseUnlessFree() {
        begun.ifPresent(one -> {
            throw new IllegalStateException(
                    name + " has begun something: say whether it goesOn() or fails(…), " + one.what);
        });
    }

    private AssertionError failure(String headline, @Nullable Throwable cause) {
        return new AssertionError(
                name + " " + headline + "\n\n" + Fact.align(List.of(Fact.of("statement", begun().what))), cause);
    }
}
