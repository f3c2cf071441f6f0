package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Feature;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.ForeignKey.Action;
import dev.intact.catalog.Index;
import dev.intact.catalog.LeadingIndex;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.error.UnsupportedChangeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes a foreign key of references that were only a habit.
 *
 * @param table the referencing table
 * @param key the foreign key; without a name it becomes {@code fk_{table}_{columns}}, without referenced columns it points
 *     at the primary key
 * @param indexed whether the referencing columns get an index unless one leads with them
 * @param onOrphans what becomes of rows that point at nothing
 * @param nullsTogether whether a CHECK refuses references that are NULL in part
 * @param replacing whether a key between the same columns that acts otherwise is replaced
 */
public record AddForeignKey(
        TableName table, ForeignKey key, boolean indexed, OnOrphans onOrphans, boolean nullsTogether, boolean replacing)
        implements Composite {

    /**
     * The referencing side of a foreign key, which is nothing without the other.
     *
     * @param table the referencing table
     * @param columns the referencing columns
     */
    public record From(TableName table, List<String> columns) {
        public From {
            columns = Columns.require("addForeignKey", columns);
        }

        /** {@return the operation; each column points at the one at its place, and without any at the primary key} */
        public AddForeignKey references(String referenced, String... itsColumns) {
            return references(TableName.of(referenced), itsColumns);
        }

        /** {@return the operation; each column points at the one at its place, and without any at the primary key} */
        public AddForeignKey references(TableName referenced, String... itsColumns) {
            return new AddForeignKey(
                    table, Keys.of(columns, referenced, List.of(itsColumns)), true, OnOrphans.REFUSE, false, false);
        }
    }

    private AddForeignKey with(ForeignKey other) {
        return new AddForeignKey(table, other, indexed, onOrphans, nullsTogether, replacing);
    }

    /** {@return this, under that name} */
    public AddForeignKey named(String name) {
        return with(key.withName(name));
    }

    /** {@return this, with that done to the rows when the row that they point at is deleted} */
    public AddForeignKey onDelete(Action action) {
        return with(key.withActions(action, key.onUpdate()));
    }

    /** {@return this, with that done to the rows when the key that they point at changes} */
    public AddForeignKey onUpdate(Action action) {
        return with(key.withActions(key.onDelete(), action));
    }

    /** {@return this, checked at the end of transactions that ask for it} */
    public AddForeignKey deferrable() {
        return with(key.withDeferral(Deferral.DEFERRABLE));
    }

    /** {@return this, checked at the end of every transaction} */
    public AddForeignKey initiallyDeferred() {
        return with(key.withDeferral(Deferral.INITIALLY_DEFERRED));
    }

    /**
     * {@return this, references that are NULL in part being refused, by a CHECK} Without it the database takes them for
     * references to nothing.
     */
    public AddForeignKey matchFull() {
        return new AddForeignKey(table, key, indexed, onOrphans, true, replacing);
    }

    /** {@return this, without an index for the referencing columns, so that each DELETE of a referenced row reads them all} */
    public AddForeignKey withoutIndex() {
        return new AddForeignKey(table, key, false, onOrphans, nullsTogether, replacing);
    }

    /** {@return this, with that done to rows that point at nothing} */
    public AddForeignKey onOrphans(OnOrphans choice) {
        return new AddForeignKey(table, key, indexed, choice, nullsTogether, replacing);
    }

    /** {@return this, rows that point at nothing being listed and the change refused; the default} */
    public AddForeignKey onOrphans(Refusal refusal) {
        return onOrphans(OnOrphans.REFUSE);
    }

    /** {@return this, in place of a key between the same columns that acts otherwise, if there is one} */
    public AddForeignKey replacingExisting() {
        return new AddForeignKey(table, key, indexed, onOrphans, nullsTogether, true);
    }

    @Override
    public Scope scope() {
        var scope = Scope.of(table, nullsTogether ? Set.of(Keys.nullTogether(key.columns())) : Set.of())
                .plus(Scope.of(key.referenced()));
        return onOrphans != OnOrphans.REFUSE || key.onDelete() == Action.CASCADE
                ? scope.plus(Quarantine.scope(table))
                : scope;
    }

    @Override
    public Scope scope(Catalog known) {
        return onOrphans == OnOrphans.REFUSE ? Scope.NOTHING : mending().scope(known);
    }

    private MoveOrphans mending() {
        return new MoveOrphans(table, key, onOrphans, false);
    }

    @Override
    public List<Operation> expand(Catalog before) {
        var constraint = constraint(key);
        if (constraint.after(before).equals(before)) {
            return nullsTogether ? List.of(nullsTogetherCheck()) : List.of();
        }
        Keys.refuseUseless(before, before.table(table), constraint.exact(before));
        refuseUnlessEmptied(before);
        var expansion = new ArrayList<Operation>();
        if (indexed && !LeadingIndex.isIn(before.table(table), key.columns())) {
            expansion.add(new CreateIndex(table, Index.on(Names.index(table, key.columns()), key.columns())));
        }
        if (onOrphans != OnOrphans.REFUSE) {
            if (before.server().can(Feature.NOT_VALID)) {
                expansion.add(constraint(key.withValidated(false)));
            }
            expansion.add(mending());
        }
        expansion.add(constraint);
        if (nullsTogether) {
            expansion.add(nullsTogetherCheck());
        }
        return expansion;
    }

    /** Whether or not there are orphans. Emptied as far as it can be, a reference may still break the CHECK. */
    private void refuseUnlessEmptied(Catalog before) {
        if (onOrphans != OnOrphans.SET_NULL) {
            return;
        }
        mending().refuseUnlessEmptied(before);
        if (nullsTogether && !mending().emptied(before).equals(key.columns())) {
            throw new UnsupportedChangeException(
                    "setting %s (%s) to NULL".formatted(table, String.join(", ", key.columns())),
                    "not all of these columns can be NULL, and with matchFull() none can be alone",
                    "let the rows go: .onOrphans(delete()); or fix them by hand");
        }
    }

    private AddForeignKeyConstraint constraint(ForeignKey wanted) {
        return new AddForeignKeyConstraint(
                table,
                wanted.name() == null ? wanted.withName(Names.foreignKey(table, key.columns())) : wanted,
                replacing);
    }

    private AddCheck nullsTogetherCheck() {
        return AddCheck.of(table, Names.check(table, key.columns()), Keys.nullTogether(key.columns()));
    }

    @Override
    public boolean cancels(Operation other) {
        return other instanceof DropForeignKey drop
                && drop.table().equals(table)
                && Set.copyOf(drop.columns()).equals(Set.copyOf(key.columns()))
                && (drop.name() == null
                        || drop.name().equals(constraint(key).key().name()));
    }

    @Override
    public String toString() {
        var calls = KeyText.calls("addForeignKey", table, key);
        if (!indexed) {
            calls.add(Call.of("withoutIndex"));
        }
        if (onOrphans != OnOrphans.REFUSE) {
            calls.add(new Call("onOrphans", List.of(new Call.Nested(List.of(onOrphans.call())))));
        }
        if (nullsTogether) {
            calls.add(Call.of("matchFull"));
        }
        if (replacing) {
            calls.add(Call.of("replacingExisting"));
        }
        return Call.chain(calls);
    }

    static AddForeignKey read(Call head, List<Call> rest) {
        var key = KeyText.begin(head, rest);
        var operation = new AddForeignKey(head.table(), key, true, OnOrphans.REFUSE, false, false);
        for (var call : rest.subList(1, rest.size())) {
            operation = switch (call.name()) {
                case "withoutIndex" -> operation.withoutIndex();
                case "onOrphans" -> operation.onOrphans(OnOrphans.of(call));
                case "matchFull" -> operation.matchFull();
                case "replacingExisting" -> operation.replacingExisting();
                default -> operation.with(KeyText.with(operation.key, call));
            };
        }
        return operation;
    }
}
