package dev.intact.error;

import java.util.List;

/** The schema is not one that a plan was made for, neither at its beginning nor anywhere on its way. */
public final class PlanOutdatedException extends IntactException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> differences;

    /**
     * @param change the name of the change
     * @param differences how the schema differs from the nearest one that the plan knows
     */
    public PlanOutdatedException(String change, List<String> differences) {
        this(change, differences, "nothing was changed");
    }

    /**
     * @param change the name of the change
     * @param differences how the schema differs from the one that the plan knows
     * @param outcome what became of the change
     */
    public PlanOutdatedException(String change, List<String> differences, String outcome) {
        super(
                "plan-outdated",
                "the plan of \"%s\" was made for another schema: %s".formatted(change, outcome),
                List.of(new Fact("differs", differences), Fact.of("remedy", "plan again and review it")),
                null);
        this.differences = List.copyOf(differences);
    }

    /** {@return how the schema differs from the nearest one that the plan knows} */
    public List<String> differences() {
        return differences;
    }
}
