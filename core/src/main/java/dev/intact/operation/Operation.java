package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.error.InvalidChangeException;
import java.util.List;
import java.util.Set;

/**
 * Something done to a schema. A value: it is equal to another that says the same, and its {@code toString} is its
 * canonical text.
 */
public sealed interface Operation permits Primitive, Composite {
    /** {@return what must be known of the schema} */
    Scope scope();

    /** {@return what must be known besides, as what is known of the schema shows} */
    default Scope scope(Catalog known) {
        return Scope.NOTHING;
    }

    /** {@return the tables that it makes, which so need not be there before} */
    default Set<TableName> makes() {
        return Set.of();
    }

    /** {@return the tables that it takes away, which so need not be there after} */
    default Set<TableName> takes() {
        return Set.of();
    }

    /** {@return the primitive operations that this one comes down to on that schema, in order} */
    List<Primitive> primitives(Catalog before);

    /**
     * {@return the schema that must come out}
     *
     * @throws dev.intact.error.IntactException if the operation cannot be done to that schema
     */
    Catalog after(Catalog before);

    /** {@return what the rows must fulfil} */
    List<DataCheck> checks(Catalog before);

    /** {@return how to take it back, from the schema that it leaves} */
    Undo undo(Catalog before);

    /**
     * Finds what is wrong whatever the database.
     *
     * @throws InvalidChangeException if something is
     */
    default void validate() {}

    /** {@return whether it ends in that column being gone} */
    default boolean drops(TableName table, String column) {
        return false;
    }

    /** {@return whether this and that one, in either order, undo each other, so that a second run would start again} */
    default boolean cancels(Operation other) {
        return false;
    }
}
