package dev.intact.error;

import java.util.List;

/** After a run the database is not what the change promised. */
public final class NotVerifiedException extends IntactException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> differences;

    /**
     * @param headline what was found, and whether it was rolled back
     * @param differences promised and found, each in a line
     */
    public NotVerifiedException(String headline, List<String> differences) {
        super("not-verified", headline, List.of(new Fact("differs", differences)), null);
        this.differences = List.copyOf(differences);
    }

    /** {@return promised and found, each in a line} */
    public List<String> differences() {
        return differences;
    }
}
