package dev.intact;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Difference;
import dev.intact.error.NotVerifiedException;
import dev.intact.plan.Plan;
import java.util.List;

/**
 * The proof that a database is what a change promised: its schema, read again, shows every difference that the change
 * makes. What others have changed meanwhile is no failure. Rows need no second look: a complete unique index and a
 * validated constraint are the proof of what they demand.
 */
final class Verification {
    private Verification() {}

    /**
     * {@return what was found as promised, in words}
     *
     * @throws NotVerifiedException if anything is not
     */
    static List<String> of(Plan plan, Catalog actual, String outcome) {
        var promised = promised(plan, actual);
        var missing = Difference.missing(promised, actual);
        if (!missing.isEmpty()) {
            throw new NotVerifiedException(
                    "\"%s\" did not come out as promised: %s"
                            .formatted(plan.change().name(), outcome),
                    missing.stream().map(Difference::toString).toList());
        }
        var wholeTables = promised.stream()
                .map(Difference::part)
                .filter(Difference.Part::isTable)
                .map(Difference.Part::table)
                .toList();
        return promised.stream()
                .filter(each -> each.part().isTable()
                        || !wholeTables.contains(each.part().table()))
                .map(Verification::words)
                .toList();
    }

    /** Folds again, now that the database knows every column and so the normal form of every expression. */
    private static List<Difference> promised(Plan plan, Catalog actual) {
        var before = plan.before();
        var start = new Catalog(
                before.server(), before.searchPath(), before.tables(), actual.normalForms(), actual.types());
        var end = start;
        for (var operation : plan.operations()) {
            end = operation.after(end);
        }
        return Difference.between(start, end);
    }

    private static String words(Difference difference) {
        if (difference.part().isTable()) {
            return "%s is %s"
                    .formatted(difference.part().table(), difference.after().isPresent() ? "there" : "gone");
        }
        return difference
                .after()
                .map(Object::toString)
                .map(value -> difference.part().label().equals(value)
                        ? "%s is there".formatted(difference.part())
                        : "%s is there: %s".formatted(difference.part(), value))
                .orElse("%s is gone".formatted(difference.part()));
    }
}
