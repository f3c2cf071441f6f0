package dev.intact.sqlite;

import dev.intact.dialect.Failure;
import java.sql.SQLException;

/** What a result code means: <a href="https://sqlite.org/rescode.html">Result and Error Codes</a>. */
final class Failures {
    private static final int PRIMARY = 0xff;
    private static final int LOCKED = 6;

    private Failures() {}

    static Failure of(SQLException exception) {
        var state = exception.getSQLState();
        if (state != null && state.startsWith("08")) {
            return Failure.CONNECTION;
        }
        return switch (exception.getErrorCode() & PRIMARY) {
            case 0 -> isClosed(exception) ? Failure.CONNECTION : Failure.OTHER;
            // SQLITE_PERM and SQLITE_AUTH
            case 3, 23 -> Failure.NOT_PERMITTED;
            // SQLITE_BUSY; the driver tells the extended code only in its text
            case 5 -> says(exception, "SQLITE_BUSY_SNAPSHOT") ? Failure.CONFLICT : Failure.LOCK_TIMEOUT;
            case LOCKED -> Failure.LOCK_TIMEOUT;
            // SQLITE_READONLY
            case 8 -> Failure.READ_ONLY;
            // SQLITE_INTERRUPT
            case 9 -> Failure.STATEMENT_TIMEOUT;
            // SQLITE_FULL
            case 13 -> Failure.DISK_FULL;
            // SQLITE_CONSTRAINT
            case 19 -> Failure.VIOLATION;
            default -> Failure.OTHER;
        };
    }

    /** {@return whether a lock of the same connection is in the way} */
    static boolean isLocked(SQLException exception) {
        return (exception.getErrorCode() & PRIMARY) == LOCKED;
    }

    /** The driver, not SQLite, says that there is no connection; so there is no result code. */
    private static boolean isClosed(SQLException exception) {
        return says(exception, "closed");
    }

    private static boolean says(SQLException exception, String words) {
        return String.valueOf(exception.getMessage()).contains(words);
    }

    /** {@return SQLite's own words, without the driver's around them} */
    static String words(SQLException exception) {
        var message = String.valueOf(exception.getMessage());
        int start = message.indexOf(" (");
        return message.startsWith("[SQLITE_") && start > 0 && message.endsWith(")")
                ? message.substring(start + 2, message.length() - 1)
                : message;
    }
}
