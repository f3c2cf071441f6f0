package dev.intact.error;

import java.util.List;

/** Something of that name is there, but it is not what the change expects or would make. */
public final class DifferentShapeException extends IntactException {
    private static final long serialVersionUID = 1L;

    private final String name;

    /**
     * @param name the name that both have
     * @param expected what the change expects or would make
     * @param found what is there
     * @param remedy what can be done
     */
    public DifferentShapeException(String name, String expected, String found, String remedy) {
        super(
                "different-shape",
                "%s is there, but not as the change needs it: nothing was changed".formatted(name),
                List.of(Fact.of("expected", expected), Fact.of("found", found), Fact.of("remedy", remedy)),
                null);
        this.name = name;
    }

    /** {@return the name that both have} */
    public String name() {
        return name;
    }
}
