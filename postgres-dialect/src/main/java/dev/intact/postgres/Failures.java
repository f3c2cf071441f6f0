package dev.intact.postgres;

import dev.intact.dialect.Failure;
import java.sql.SQLException;

/** What an SQLSTATE means; PostgreSQL's documentation, "PostgreSQL Error Codes". */
final class Failures {
    private Failures() {}

    static Failure of(SQLException exception) {
        var state = exception.getSQLState();
        if (state == null || state.length() != 5) {
            return Failure.OTHER;
        }
        return switch (state) {
            case "55P03" -> Failure.LOCK_TIMEOUT;
            case "40P01", "40001" -> Failure.CONFLICT;
            case "57014" -> Failure.STATEMENT_TIMEOUT;
            case "42501" -> Failure.NOT_PERMITTED;
            case "25006" -> Failure.READ_ONLY;
            case "53100" -> Failure.DISK_FULL;
            // A server that shuts down, crashes or starts; a session that was idle for longer than it may.
            case "57P01", "57P02", "57P03", "57P05", "25P03", "25P04" -> Failure.CONNECTION;
            default -> ofClass(state.substring(0, 2));
        };
    }

    private static Failure ofClass(String stateClass) {
        return switch (stateClass) {
            case "23" -> Failure.VIOLATION;
            case "08" -> Failure.CONNECTION;
            default -> Failure.OTHER;
        };
    }
}
