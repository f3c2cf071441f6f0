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
 * @param moved the tables of those rows
 * @param found what is there
 */
record Effects(Set<TableName> moved, Set<String> found) {
    /** {@return those of a stage of which nothing is known} */
    static Effects unknown(Stage stage) {
        return new Effects(stage.moves(), Set.of());
    }

    /** {@return those that are there} */
    static Effects now(Stage stage, Session session) {
        var moved = stage.moves();
        return new Effects(moved, moved.isEmpty() ? Set.of() : session.effects(moved));
    }

    /** {@return whether these are of the tables that the stage moves rows of} */
    boolean areOf(Stage stage) {
        return moved.equals(stage.moves());
    }

    boolean include(Effects others) {
        return found.containsAll(others.found);
    }

    /** {@return those that are there now, and were not planned} They are none of these only if these were found before. */
    List<String> othersThan(Catalog planned, Session session) {
        var scope = moved.stream().map(Scope::ofPossible).reduce(Scope.NOTHING, Scope::plus);
        return Difference.betweenEffects(planned, session.read(scope), moved).stream()
                .filter(each -> each.after().isPresent())
                .map(Difference::toString)
                .toList();
    }
}
