package dev.intact;

import dev.intact.dialect.Failure;
import dev.intact.dialect.Session;
import dev.intact.error.DatabaseException;
import dev.intact.error.Fact;
import dev.intact.error.IntactException;
import dev.intact.error.NotPermittedException;
import dev.intact.error.TimeoutException;
import dev.intact.plan.Step;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.exception.DataAccessException;

/** What a failed statement becomes for the user. */
final class SqlFailure {
    private SqlFailure() {}

    /** {@return what the driver threw, jOOQ's wrapping taken off} */
    static SQLException unwrap(DataAccessException exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return new SQLException(exception.getMessage(), exception);
    }

    /** {@return the exception for a failure that no further attempt is made after} */
    static IntactException translate(
            Session session, SQLException exception, Optional<Step> step, List<Fact> circumstances) {
        var failure = session.failure(exception);
        var sql = step.map(Step::sql).orElse("");
        var facts = new ArrayList<Fact>();
        step.ifPresent(each -> facts.add(Fact.of("statement", each.sql())));
        facts.addAll(circumstances);
        return switch (failure) {
            case LOCK_TIMEOUT ->
                new TimeoutException("lock-timeout", "a lock was not to be had", sql, facts, exception);
            case STATEMENT_TIMEOUT ->
                new TimeoutException(
                        "statement-timeout",
                        "a statement was cancelled, or ran longer than it may",
                        sql,
                        facts,
                        exception);
            case NOT_PERMITTED ->
                new NotPermittedException(
                        "not-permitted",
                        "the role may not do this: " + exception.getMessage(),
                        "let the owner of the tables run the change",
                        exception);
            case READ_ONLY ->
                new NotPermittedException(
                        "read-only",
                        "the database takes no writes: " + exception.getMessage(),
                        "connect to the primary, or open the database for writing",
                        exception);
            case CONNECTION ->
                new DatabaseException(
                        "connection", "there is no connection to the database any more", facts, exception);
            case DISK_FULL ->
                new DatabaseException(
                        "disk-full",
                        "there is no room on the disk of the database",
                        with(facts, Fact.of("remedy", "make room, and apply again: it goes on from there")),
                        exception);
            case CONFLICT ->
                new DatabaseException("conflict", "other transactions were in the way each time", facts, exception);
            case VIOLATION, OTHER ->
                new DatabaseException("database", "the database refused a statement", facts, exception);
        };
    }

    private static List<Fact> with(List<Fact> facts, Fact last) {
        facts.add(last);
        return facts;
    }

    /** {@return whether the same may succeed a moment later} */
    static boolean isPassing(Failure failure) {
        return failure == Failure.LOCK_TIMEOUT || failure == Failure.CONFLICT;
    }
}
