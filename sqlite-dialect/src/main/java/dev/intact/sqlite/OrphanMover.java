package dev.intact.sqlite;

import dev.intact.catalog.Catalog;
import dev.intact.check.DataCheck;
import dev.intact.check.Departing;
import dev.intact.check.Relation;
import dev.intact.operation.MoveOrphans;
import dev.intact.operation.OnOrphans;
import dev.intact.operation.Quarantine;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.List;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** How rows that point at nothing go, or lose their reference: copied, proved to be there, and only then changed. */
final class OrphanMover {
    private final StageDraft draft;
    private final MoveOrphans operation;
    private final Catalog before;
    private final List<Departing> departures;

    private OrphanMover(StageDraft draft, MoveOrphans operation) {
        this.draft = draft;
        this.operation = operation;
        this.before = draft.before();
        this.departures = operation.departures(before);
    }

    static Stage stage(StageDraft draft, MoveOrphans operation) {
        return new OrphanMover(draft, operation).stage();
    }

    private Stage stage() {
        ReferenceRules.checkKey(
                before,
                operation.orphans(before),
                !operation.key().referencedColumns().isEmpty());
        boolean removing = operation.choice() == OnOrphans.DELETE;
        for (DataCheck check : operation.checks(before)) {
            draft.prove(check, "nothing that stays points at a row that goes");
        }
        for (int i = 0; i < departures.size(); i++) {
            var goers = departures.get(i);
            var table = before.table(goers.table());
            var keeping = new QuarantineSteps(draft, table, draft.after().table(Quarantine.of(table.name())));
            var others = goingAlready(i);
            if (others.isEmpty()) {
                keeping.make();
                keeping.warnOfTriggers(removing ? "deleted" : "updated");
            }
            keeping.keep(goers, goers.reason(), others);
        }
        if (removing) {
            remove();
        } else {
            empty();
        }
        return draft.warnOfLength().in(Phase.EXPAND);
    }

    /** A row that follows two ways is kept once. */
    private List<Departing> goingAlready(int number) {
        var table = departures.get(number).table();
        return departures.subList(0, number).stream()
                .filter(other -> other.table().equals(table))
                .toList();
    }

    /** What follows goes first: it is told by what it points at. */
    private void remove() {
        for (int i = departures.size() - 1; i >= 0; i--) {
            var goers = departures.get(i);
            draft.run(
                    DSL.query("delete from {0} where {1}", Relation.name(goers.table()), goers.condition(before)),
                    "delete the rows that are kept elsewhere");
        }
    }

    private void empty() {
        var orphans = departures.get(0);
        var assignments = operation.emptied(before).stream()
                .map(column -> (QueryPart) DSL.sql("{0} = null", DSL.name(column)))
                .toList();
        draft.run(
                DSL.query(
                        "update {0} set {1} where {2}",
                        Relation.name(orphans.table()), DSL.list(assignments), orphans.condition(before)),
                "empty the references that point at nothing");
    }
}
