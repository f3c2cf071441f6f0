package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.check.DataCheck;
import java.util.ArrayList;
import java.util.List;

/**
 * An operation that only says what it comes down to; the rest follows from that. Anyone can write one.
 *
 * <p>Its {@code toString} is its part of {@link Change#text}, of which checksums are made: a call such as {@code
 * identify("tasks", "title")}, on one line, that says all of its values and nothing else, the same for equal operations and
 * in every release. What it comes down to is no such text, since that depends on the schema. {@link Change#parse} knows
 * Intact's own operations alone and refuses this one: a change that has it is composed again, not read back.
 */
public non-sealed interface Composite extends Operation {
    /** {@return the operations to do instead, in order} */
    List<Operation> expand(Catalog before);

    @Override
    default List<Primitive> primitives(Catalog before) {
        var primitives = new ArrayList<Primitive>();
        var catalog = before;
        for (var operation : expand(before)) {
            primitives.addAll(operation.primitives(catalog));
            catalog = operation.after(catalog);
        }
        return primitives;
    }

    @Override
    default Catalog after(Catalog before) {
        var catalog = before;
        for (var operation : expand(before)) {
            catalog = operation.after(catalog);
        }
        return catalog;
    }

    @Override
    default List<DataCheck> checks(Catalog before) {
        var checks = new ArrayList<DataCheck>();
        var catalog = before;
        for (var operation : expand(before)) {
            checks.addAll(operation.checks(catalog));
            catalog = operation.after(catalog);
        }
        return checks;
    }

    @Override
    default Undo undo(Catalog before) {
        var undo = Undo.NOTHING;
        var catalog = before;
        for (var operation : expand(before)) {
            undo = operation.undo(catalog).then(undo);
            catalog = operation.after(catalog);
        }
        return undo;
    }
}
