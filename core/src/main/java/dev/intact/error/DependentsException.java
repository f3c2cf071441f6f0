package dev.intact.error;

import java.util.List;

/** Other parts of the schema use what a change would drop. Each is named. */
public final class DependentsException extends IntactException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> dependents;

    /**
     * @param subject what would be dropped
     * @param dependents each part of the schema that uses it, in words
     * @param remedy what can be done
     */
    public DependentsException(String subject, List<String> dependents, String remedy) {
        super(
                "dependents",
                "%s is in use by %d other part%s of the schema: nothing was changed"
                        .formatted(subject, dependents.size(), dependents.size() == 1 ? "" : "s"),
                List.of(new Fact("used by", dependents), Fact.of("remedy", remedy)),
                null);
        this.dependents = List.copyOf(dependents);
    }

    /** {@return each part of the schema that stands in the way, in words} */
    public List<String> dependents() {
        return dependents;
    }
}
