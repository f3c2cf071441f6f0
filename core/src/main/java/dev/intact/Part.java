package dev.intact;

import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.Change;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.List;

/** How much of a change is wanted: the whole, or one phase of it, the other being for another release. */
enum Part {
    /** Both phases, one after the other. */
    WHOLE,
    /** Only what old applications can live with. */
    EXPAND,
    /** Only the rest. */
    CONTRACT;

    static Part of(Phase phase) {
        return phase == Phase.EXPAND ? EXPAND : CONTRACT;
    }

    /**
     * {@return how many of the operations are wanted, the stages of each being given}
     *
     * @throws UnsupportedChangeException if the phases cannot be told apart, or the first is still to come
     */
    int of(Change change, Mode mode, List<List<Stage>> operations) {
        int expanding = 0;
        while (expanding < operations.size()
                && operations.get(expanding).stream().allMatch(Part::expands)) {
            expanding++;
        }
        return switch (this) {
            case WHOLE -> operations.size();
            case EXPAND -> {
                refuseUnlessApart(change, mode, operations.subList(expanding, operations.size()));
                yield expanding;
            }
            case CONTRACT -> {
                if (expanding > 0) {
                    throw new UnsupportedChangeException(
                            "CONTRACT of \"%s\" apart".formatted(change.name()),
                            "its EXPAND is not done: %s"
                                    .formatted(operations.get(0).get(0).operation()),
                            "apply that first: intact.apply(change, Phase.EXPAND)");
                }
                yield operations.size();
            }
        };
    }

    private static boolean expands(Stage stage) {
        return stage.phase() == Phase.EXPAND;
    }

    private static void refuseUnlessApart(Change change, Mode mode, List<List<Stage>> contracting) {
        if (mode == Mode.ATOMIC && !contracting.isEmpty()) {
            throw new UnsupportedChangeException(
                    "EXPAND of \"%s\" apart".formatted(change.name()),
                    "it runs in one transaction, and nothing would keep what it leaves as it has to be",
                    "apply the whole change, or let it run .online(), where the database can");
        }
        contracting.stream()
                .flatMap(List::stream)
                .filter(Part::expands)
                .findFirst()
                .ifPresent(stage -> {
                    throw new UnsupportedChangeException(
                            "EXPAND of \"%s\" apart".formatted(change.name()),
                            "%s expands only after an operation before it has contracted".formatted(stage.operation()),
                            "make two changes of it");
                });
    }
}
