package dev.intact;

import dev.intact.catalog.Catalog;
import dev.intact.dialect.Session;
import dev.intact.operation.Change;
import dev.intact.operation.Operation;
import java.util.List;

/** The part of a schema that a change touches: some of it shows only where the rest is known. */
final class Reading {
    private Reading() {}

    static Catalog of(Session session, Change change) {
        return of(session, change, List.of());
    }

    /** After these operations, whose expressions are to be recognised in what the database has made of them. */
    static Catalog of(Session session, Change change, List<? extends Operation> done) {
        var named =
                change.scope().withTextsOf(done.stream().map(Operation::scope).toList());
        var known = session.read(named);
        var all = named.plus(change.scope(known));
        return all.equals(named) ? known : session.read(all);
    }
}
