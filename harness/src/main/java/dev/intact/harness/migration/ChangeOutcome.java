package dev.intact.harness.migration;

import dev.intact.Intact;
import dev.intact.catalog.Catalog;
import dev.intact.catalog.Difference;
import dev.intact.error.Fact;
import dev.intact.harness.Database;
import dev.intact.operation.Change;
import dev.intact.operation.Reverse;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What becomes of a database when a change is applied to it. */
public final class ChangeOutcome extends MigrationOutcome<ChangeOutcome> {
    private final Change change;
    private final UnaryOperator<Intact> way;

    ChangeOutcome(MigrationTest test, Change change, UnaryOperator<Intact> way) {
        super(test);
        this.change = change;
        this.way = way;
    }

    /** All that the change does not speak of is as it was: see {@link Invariants}. */
    public ChangeOutcome thenSameBesides() {
        return on(database -> {
            var invariants = Invariants.of(database.dataSource())
                    .allowing(intact(database).plan(change));
            migrate(database);
            invariants.assertHold();
        });
    }

    /** Its reverse brings back the schema, and every row. A quarantine table stays. */
    public ChangeOutcome thenReversible() {
        return on(database -> {
            var invariants = Invariants.of(database.dataSource());
            var before = intact(database).catalog();
            var reverse = reversible(intact(database).apply(change).reverse());
            intact(database).apply(reverse.change());
            var differences = Difference.between(
                    before, withoutQuarantine(intact(database).catalog(), before));
            if (!differences.isEmpty()) {
                throw Failure.of(
                        name() + ": its reverse leaves another schema",
                        new Fact(
                                "difference",
                                differences.stream().map(Difference::toString).toList()),
                        new Fact("reverse", List.of(reverse.change().text())),
                        new Fact("noted", reverse.notes()));
            }
            invariants.assertHold();
        });
    }

    private static Catalog withoutQuarantine(Catalog after, Catalog before) {
        return after.restrictedTo(after.tables().keySet().stream()
                .filter(name -> !name.name().startsWith("intact_quarantine_")
                        || before.find(name).isPresent())
                .collect(Collectors.toSet()));
    }

    /** Wherever it dies, the next run finishes it: see {@link CrashTest}. */
    public ChangeOutcome thenFinishedWhereverItDies() {
        return on(database -> CrashTest.of(change).on(database).running(way).everyStatement());
    }

    private Reverse.Reversible reversible(Reverse reverse) {
        if (reverse instanceof Reverse.Reversible reversible) {
            return reversible;
        }
        throw Failure.of(
                name() + ": there is no way back",
                reverse instanceof Reverse.Irreversible none
                        ? new Fact("reasons", none.reasons())
                        : Fact.of("reason", "nothing was changed"));
    }

    private Intact intact(Database database) {
        return way.apply(Intact.using(database.dataSource()));
    }

    @Override
    String name() {
        return change.name();
    }

    @Override
    void migrate(Database database) {
        intact(database).apply(change);
    }

    @Override
    boolean isItsOwn(String line) {
        return false;
    }

    @Override
    ChangeOutcome self() {
        return this;
    }
}
