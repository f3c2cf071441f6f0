package dev.intact.error;

import java.util.List;
import java.util.Locale;

/** A change names something that the database does not have. Names are exact: case counts. */
public final class UnknownNameException extends IntactException {
    private static final long serialVersionUID = 1L;

    /** What was looked for. */
    public enum Kind {
        /** A table. */
        TABLE,
        /** A column of a table. */
        COLUMN,
        /** An index. */
        INDEX,
        /** A constraint of a table. */
        CONSTRAINT;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;
    private final String name;
    private final transient List<String> nearest;

    /**
     * @param kind what was looked for
     * @param name the name that is not there
     * @param where what was searched, such as a table or the search path
     * @param known every name that is there, of which the nearest are shown
     */
    public UnknownNameException(Kind kind, String name, String where, List<String> known) {
        this(kind, name, where, NearestNames.to(name, known), known.size());
    }

    private UnknownNameException(Kind kind, String name, String where, List<String> nearest, int known) {
        super(
                "unknown-" + kind.word(),
                "there is no %s %s in %s: nothing was changed".formatted(kind.word(), name, where),
                List.of(
                        Fact.of("known", known + (known == 1 ? " name" : " names")),
                        new Fact("nearest", nearest.isEmpty() ? List.of() : List.of(String.join(", ", nearest)))),
                null);
        this.kind = kind;
        this.name = name;
        this.nearest = nearest;
    }

    /** {@return what was looked for} */
    public Kind kind() {
        return kind;
    }

    /** {@return the name that is not there} */
    public String name() {
        return name;
    }

    /** {@return the names that are there and look most alike, the likeliest first, five at most} */
    public List<String> nearest() {
        return nearest;
    }
}
