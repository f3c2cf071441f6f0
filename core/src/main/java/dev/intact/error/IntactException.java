package dev.intact.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Intact refuses or fails with. The message is a headline and aligned {@linkplain #facts facts}; programs read the
 * {@linkplain #code code} and the fields of the subclass, never the prose.
 */
public abstract class IntactException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String headline;
    private final transient List<Fact> facts;

    /**
     * @param code a stable name of the kind of failure, in lower case with hyphens
     * @param headline one sentence without a full stop: what is wrong, and whether anything was changed
     * @param facts what is known, in the order to be read
     * @param cause what the database or driver said, or null
     */
    protected IntactException(String code, String headline, List<Fact> facts, @Nullable Throwable cause) {
        super(facts.isEmpty() ? headline : headline + "\n\n" + Fact.align(facts), cause);
        this.code = code;
        this.headline = headline;
        this.facts = List.copyOf(facts);
    }

    /** {@return the stable name of this kind of failure, such as {@code duplicate-key}} */
    public final String code() {
        return code;
    }

    /** {@return the first line of the message} */
    public final String headline() {
        return headline;
    }

    /** {@return what is known, in the order to be read} */
    public final List<Fact> facts() {
        return facts;
    }
}
