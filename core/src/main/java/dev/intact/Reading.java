package dev.intact;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Scope;
import dev.intact.dialect.Session;
import dev.intact.operation.Change;
import dev.intact.operation.Operation;
import dev.intact.plan.Plan;

/** The part of a schema that a change touches: some of it shows only where the rest is known. */
final class Reading {
    private Reading() {}

    static Catalog of(Session session, Change change) {
        return of(session, change, change.scope());
    }

    /**
     * After a run of that plan. The expressions of its operations are to be recognised in what the database has made of
     * them; and what was found before through something that is gone now is to be found again.
     */
    static Catalog of(Session session, Plan plan) {
        var change = plan.change();
        var before = change.scope(plan.before());
        var texts = plan.operations().stream().map(Operation::scope).toList();
        return of(session, change, change.scope().withTextsOf(texts).plus(before.without(before.tables())));
    }

    private static Catalog of(Session session, Change change, Scope named) {
        var known = session.read(named);
        var all = named.plus(change.scope(known));
        return all.equals(named) ? known : of(session, change, all);
    }
}
