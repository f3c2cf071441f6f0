package dev.intact.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A lock was not to be had, a statement ran too long, or the thread was interrupted meanwhile. What a later attempt has to do is left as a later attempt finds it. */
public final class TimeoutException extends IntactException {
    private static final long serialVersionUID = 1L;

    private final String statement;

    /**
     * @param code {@code lock-timeout}, {@code statement-timeout}, or {@code interrupted}
     * @param headline what did not come in time
     * @param statement the statement that waited
     * @param facts who holds the lock, what was done before, what can be done
     * @param cause what the database said, or null
     */
    public TimeoutException(
            String code, String headline, String statement, List<Fact> facts, @Nullable Throwable cause) {
        super(code, headline, facts, cause);
        this.statement = statement;
    }

    /** {@return the statement that waited} */
    public String statement() {
        return statement;
    }
}
