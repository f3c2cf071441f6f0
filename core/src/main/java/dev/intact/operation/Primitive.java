package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An operation that a dialect knows how to do. All others come down to these. */
public sealed interface Primitive extends Operation
        permits AddCheck,
                AddColumn,
                AddForeignKeyConstraint,
                AddSurrogate,
                AddUniqueConstraint,
                CopyColumns,
                CopyKey,
                CopyRows,
                CreateIndex,
                CreateTable,
                DropAbsorbed,
                DropCheck,
                DropColumn,
                DropCopies,
                DropForeignKey,
                DropIndex,
                DropKeyCopy,
                DropNotNull,
                DropUnique,
                EndKeyCopy,
                MoveDuplicates,
                MoveOrphans,
                ReplacePrimaryKey,
                FillColumn,
                SetNotNull,
                Together {
    /** {@return the table that is changed} */
    TableName table();

    @Override
    default Scope scope() {
        return Scope.of(table());
    }

    @Override
    default List<Primitive> primitives(Catalog before) {
        return List.of(this);
    }

    @Override
    default List<DataCheck> checks(Catalog before) {
        return List.of();
    }

    /**
     * {@return for an operation that mends rows: what makes it needed} Where that finds nothing, the operation is left
     * out; where it finds something, later operations need not ask again.
     */
    default Optional<DataCheck> resolves(Catalog before) {
        return Optional.empty();
    }

    /** {@return rules that hold for the rows by what it does, as long as those of its own checks did} */
    default Set<DataCheck> establishes(Catalog before) {
        return Set.of();
    }

    /** {@return columns of its table: with any of them goes what it drops} */
    default List<String> boundTo() {
        return List.of();
    }

    /** {@return rules of its table that rows have to hold to as it leaves them; asked of the schema after it} */
    default List<DataCheck> checksAfter(Catalog after) {
        return List.of();
    }

    /** {@return what of the rows is worth a person's notice, though it does not stand in the way} */
    default List<DataCheck> notes(Catalog before) {
        return List.of();
    }

    /**
     * {@return the tables that rows, or values of rows, go from or to} What acts on that, a foreign key or a trigger, must be
     * what the plan has seen.
     */
    default Set<TableName> moves(Catalog before) {
        return Set.of();
    }

    /** {@return the tables whose rows it makes, so that nothing can be asked of them before it has run} */
    default Set<TableName> fills(Catalog before) {
        return Set.of();
    }

    /** {@return what it means for others, on whatever database: a sentence each} */
    default List<String> warnings(Catalog before) {
        return List.of();
    }

    /** {@return what that answers for this operation} */
    <R> R match(Cases<R> cases);

    /**
     * An answer for every primitive operation; a new one does not compile until it has an answer.
     *
     * @param <R> what is answered
     */
    interface Cases<R> {
        /** {@return the answer for this operation} */
        R of(AddCheck operation);

        /** {@return the answer for this operation} */
        R of(AddColumn operation);

        /** {@return the answer for this operation} */
        R of(AddForeignKeyConstraint operation);

        /** {@return the answer for this operation} */
        R of(AddUniqueConstraint operation);

        /** {@return the answer for this operation} */
        R of(CreateIndex operation);

        /** {@return the answer for this operation} */
        R of(DropCheck operation);

        /** {@return the answer for this operation} */
        R of(DropColumn operation);

        /** {@return the answer for this operation} */
        R of(DropForeignKey operation);

        /** {@return the answer for this operation} */
        R of(DropIndex operation);

        /** {@return the answer for this operation} */
        R of(DropNotNull operation);

        /** {@return the answer for this operation} */
        R of(DropUnique operation);

        /** {@return the answer for this operation} */
        R of(MoveDuplicates operation);

        /** {@return the answer for this operation} */
        R of(MoveOrphans operation);

        /** {@return the answer for this operation} */
        R of(FillColumn operation);

        /** {@return the answer for this operation} */
        R of(SetNotNull operation);

        /** {@return the answer for this operation} */
        R of(CopyColumns operation);

        /** {@return the answer for this operation} */
        R of(CopyRows operation);

        /** {@return the answer for this operation} */
        R of(CreateTable operation);

        /** {@return the answer for this operation} */
        R of(DropAbsorbed operation);

        /** {@return the answer for this operation} */
        R of(DropCopies operation);

        /** {@return the answer for this operation} */
        R of(AddSurrogate operation);

        /** {@return the answer for this operation} */
        R of(CopyKey operation);

        /** {@return the answer for this operation} */
        R of(DropKeyCopy operation);

        /** {@return the answer for this operation} */
        R of(EndKeyCopy operation);

        /** {@return the answer for this operation} */
        R of(ReplacePrimaryKey operation);

        /** {@return the answer for this operation} */
        R of(Together operation);
    }
}
