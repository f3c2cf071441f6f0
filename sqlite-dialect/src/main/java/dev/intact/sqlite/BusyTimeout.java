package dev.intact.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A connection's busy timeout, and what it was before. */
final class BusyTimeout {
    private final Statements statements;
    private final List<String> found;

    private BusyTimeout(Statements statements, List<String> found) {
        this.statements = statements;
        this.found = found;
    }

    static BusyTimeout set(Statements statements, Duration timeout) throws SQLException {
        var found = statements.column("pragma busy_timeout", "timeout");
        set(statements, Math.min(timeout.toMillis(), Integer.MAX_VALUE));
        return new BusyTimeout(statements, found);
    }

    void restore() throws SQLException {
        for (var millis : found) {
            set(statements, Long.parseLong(millis));
        }
    }

    private static void set(Statements statements, long millis) throws SQLException {
        statements.run("pragma busy_timeout = %d".formatted(millis));
    }
}
