package dev.intact;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Difference;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.dialect.Session;
import dev.intact.plan.Stage;
import java.util.List;
import java.util.Set;

/**
 * What acts on the rows that a stage, or what it prepares, writes: where nothing else is there later, no schema needs to be
 * read while everyone waits.
 *
 * @param stage the stage
 * @param moved the tables of those rows
 * @param known those that were found
 */
record Effects(Stage stage, Set<TableName> moved, Set<String> known) {
    /** {@return the effects of a stage of which nothing is known} */
    static Effects unknown(Stage stage) {
        return new Effects(stage, stage.moves(), Set.of());
    }

    /** {@return those that are there} They are the plan's if {@link #othersThanPlanned} finds, after this, no others. */
    static Effects found(Stage stage, Session session) {
        var unknown = unknown(stage);
        return new Effects(stage, unknown.moved, unknown.now(session));
    }

    /** {@return what is there, before the stage, and was not planned} */
    List<String> othersThanPlanned(Session session) {
        return others(stage.before(), session);
    }

    /** {@return what is there, after the stage, and was not planned, nor known} */
    List<String> othersNow(Session session) {
        return known.containsAll(now(session)) ? List.of() : others(stage.after(), session);
    }

    private Set<String> now(Session session) {
        return moved.isEmpty() ? Set.of() : session.effects(moved);
    }

    private List<String> others(Catalog planned, Session session) {
        var scope = moved.stream().map(Scope::ofPossible).reduce(Scope.NOTHING, Scope::plus);
        return Difference.betweenEffects(planned, session.read(scope), moved).stream()
                .filter(each -> each.after().isPresent())
                .map(Difference::toString)
                .toList();
    }
}
