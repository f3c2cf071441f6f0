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

    /** {@return the refusal of a connection from a data source on which somebody has begun a transaction} */
    public static UnsupportedChangeException ofUnfinishedTransaction() {
        return new UnsupportedChangeException(
                "a change in transactions of its own",
                "the data source gave a connection on which a transaction is not finished",
                "commit or roll back first, or join that transaction: Intact.using(connection)");
    }

    /** {@return what can be done instead} */
    public String wayOut() {
        return wayOut;
    }
}
