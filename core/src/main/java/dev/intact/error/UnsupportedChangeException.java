package dev.intact.error;

import java.util.List;

/** The connected database cannot do this. Said when planning, with a way out. */
public final class UnsupportedChangeException extends IntactException {
    private static final long serialVersionUID = 1L;

    private final String wayOut;

    /**
     * @param what what was asked for
     * @param reason why it cannot be done, the database's own documentation being the source
     * @param wayOut what can be done instead
     */
    public UnsupportedChangeException(String what, String reason, String wayOut) {
        super(
                "unsupported",
                "%s cannot be done here: nothing was changed".formatted(what),
                List.of(Fact.of("reason", reason), Fact.of("way out", wayOut)),
                null);
        this.wayOut = wayOut;
    }

    /** {@return what can be done instead} */
    public String wayOut() {
        return wayOut;
    }
}
