package dev.intact.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The connected role may not do this, or the database cannot be written to. */
public final class NotPermittedException extends IntactException {
    private static final long serialVersionUID = 1L;

    /**
     * @param code {@code not-owner}, {@code not-permitted} or {@code read-only}
     * @param headline what is not allowed
     * @param remedy what can be done
     * @param cause what the database said, or null when it was found before asking
     */
    public NotPermittedException(String code, String headline, String remedy, @Nullable Throwable cause) {
        super(code, headline, List.of(Fact.of("remedy", remedy)), cause);
    }
}
