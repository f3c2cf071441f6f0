package dev.intact.error;

import java.util.List;

/** A change names a relation that is no ordinary table: a view, a virtual or temporary table, one of an attached file. */
public final class NotATableException extends IntactException {
    private static final long serialVersionUID = 1L;

    private final String relation;
    private final String kind;

    /**
     * @param relation the relation's name
     * @param kind what it is, in words: "a view"
     */
    public NotATableException(String relation, String kind) {
        super(
                "not-a-table",
                "%s is %s: nothing was changed".formatted(relation, kind),
                List.of(Fact.of("remedy", "name an ordinary table of the main database")),
                null);
        this.relation = relation;
        this.kind = kind;
    }

    /** {@return the relation's name} */
    public String relation() {
        return relation;
    }

    /** {@return what it is, in words} */
    public String kind() {
        return kind;
    }
}
