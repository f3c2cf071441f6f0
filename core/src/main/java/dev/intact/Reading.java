package dev.intact;

import dev.intact.catalog.Catalog;
import dev.intact.dialect.Session;
import dev.intact.operation.Change;

/** The part of a schema that a change touches: some of it shows only where the rest is known. */
final class Reading {
    private Reading() {}

    static Catalog of(Session session, Change change) {
        var named = change.scope();
        var known = session.read(named);
        var all = named.plus(change.scope(known));
        return all.equals(named) ? known : session.read(all);
    }
}
