package dev.intact;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Difference;
import dev.intact.catalog.TableName;
import dev.intact.error.PlanOutdatedException;
import dev.intact.plan.Plan;
import dev.intact.plan.Stage;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a plan that was made before goes on. */
record Position(Plan plan, Catalog now) {
    /**
     * {@return the number of the first stage that is yet to run: the one that starts from the present schema}
     *
     * @throws PlanOutdatedException if none does, and there is something to be done
     */
    int find() {
        var nearest = List.<Difference>of();
        for (int i = 0; i < plan.catalogs().size(); i++) {
            var differences = differences(i);
            if (differences.isEmpty()) {
                return i;
            }
            nearest = nearest.isEmpty() || differences.size() < nearest.size() ? differences : nearest;
        }
        throw new PlanOutdatedException(
                plan.change().name(), nearest.stream().map(Difference::toString).toList());
    }

    private List<Difference> differences(int stage) {
        var expected = plan.catalogs().get(stage).inWordsOf(now);
        var differences = new LinkedHashSet<>(Difference.betweenShapes(expected, now, plan.touched()));
        differences.addAll(Difference.betweenEffects(expected, now, moved(stage)));
        var halfway = halfway(stage);
        Difference.between(expected, now).stream()
                .filter(each -> halfway.contains(each.part()))
                .forEach(differences::add);
        return List.copyOf(differences);
    }

    private Set<TableName> moved(int from) {
        return plan.stages().subList(from, plan.stages().size()).stream()
                .flatMap(stage -> stage.moves().stream())
                .collect(Collectors.toSet());
    }

    /** What stages of one operation leave only for its last: a CHECK that proves something, the index of a partition. */
    private Set<Difference.Part> halfway(int stage) {
        if (stage == plan.stages().size()) {
            return Set.of();
        }
        var operation = plan.stages().get(stage).operation();
        var together = plan.stages().stream()
                .filter(each -> each.operation().equals(operation))
                .toList();
        return together.subList(0, together.size() - 1).stream()
                .flatMap(Position::changes)
                .collect(Collectors.toSet());
    }

    private static Stream<Difference.Part> changes(Stage stage) {
        return Difference.between(stage.before(), stage.after()).stream().map(Difference::part);
    }
}
