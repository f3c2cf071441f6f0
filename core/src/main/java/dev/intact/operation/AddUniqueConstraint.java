package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.UniqueKey;
import dev.intact.check.DataCheck;
import dev.intact.check.Duplicates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adds a UNIQUE constraint. A complete unique index of the same shape becomes the constraint's and takes its name, where
 * the constraint is not deferrable.
 *
 * @param table the table
 * @param key the constraint; one that had no name gets the usual one
 */
public record AddUniqueConstraint(TableName table, UniqueKey key) implements Primitive {
    public AddUniqueConstraint {
        if (key.name() == null) {
            key = new UniqueKey(
                    Names.unique(table, key.columns()),
                    key.columns(),
                    key.include(),
                    key.nullsDistinct(),
                    key.deferral());
        }
    }

    /** The name of the constraint. */
    public String name() {
        return String.valueOf(key.name());
    }

    /**
     * {@return the unique index that becomes the constraint's, if there is one} Under the constraint's own name it is what
     * an interrupted run has built. Under another it is somebody's, and forbids at each statement what a deferrable
     * constraint allows until later.
     */
    public Optional<Index> promoted(Table there) {
        if (there.kind() == Table.Kind.PARTITIONED) {
            return Optional.empty();
        }
        var candidates = there.indexes().stream()
                .filter(index -> index.state() == Index.State.VALID && index.sameShape(asIndex()))
                .toList();
        return candidates.stream()
                .filter(index -> name().equals(index.name()))
                .findFirst()
                .or(() -> key.deferral().deferrable()
                        ? Optional.empty()
                        : candidates.stream().findFirst());
    }

    /** {@return the unique index that enforces the constraint, under its name} */
    public Index asIndex() {
        return Index.on(name(), key.columns())
                .withUnique(true)
                .withInclude(key.include())
                .withNullsDistinct(key.nullsDistinct());
    }

    @Override
    public Catalog after(Catalog before) {
        var there = before.table(table);
        key.columns().forEach(there::column);
        if (Uniqueness.enforces(there, key)) {
            return before;
        }
        var promoted = promoted(there);
        CreateIndex.refuseNameOfAnother(there, promoted.orElse(asIndex()).withName(name()));
        var cleared = CreateIndex.withoutLeftover(there, asIndex());
        return before.with(promoted.map(cleared::without).orElse(cleared).with(key));
    }

    @Override
    public List<DataCheck> checks(Catalog before) {
        var there = before.table(table);
        return Uniqueness.enforces(there, key) || Uniqueness.impliedBy(there, asIndex())
                ? List.of()
                : List.of(new Duplicates(there.name(), asIndex().terms(), null, key.nullsDistinct()));
    }

    @Override
    public List<String> warnings(Catalog before) {
        var warnings = new ArrayList<String>();
        promoted(before.table(table))
                .filter(index -> !name().equals(index.name()))
                .ifPresent(index -> warnings.add(
                        "the unique index %s becomes the constraint's, which renames it to %s; to leave it alone, say .asIndex()"
                                .formatted(index.name(), name())));
        if (key.deferral().deferrable()) {
            warnings.add("%s can be deferred, so neither ON CONFLICT nor a foreign key can use it".formatted(name()));
        }
        return warnings;
    }

    @Override
    public Undo undo(Catalog before) {
        var there = before.table(table);
        if (Uniqueness.enforces(there, key)) {
            return Undo.NOTHING;
        }
        var drop = Undo.by(new DropUnique(table, key.columns(), name()));
        // An index under the constraint's own name is what an interrupted run of this change has built.
        return promoted(there)
                .filter(index -> !name().equals(index.name()))
                .map(index ->
                        drop.then(Unrestored.ofIndex(Undo.by(new CreateIndex(table, index)), there, index.name())))
                .orElseGet(() -> promoted(there).isEmpty()
                        ? drop
                        : drop.noting("the unique index %s that was there goes with the constraint".formatted(name())));
    }

    @Override
    public boolean cancels(Operation other) {
        return other instanceof DropUnique drop
                && drop.table().equals(table)
                && drop.columns().equals(key.columns());
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        var calls = new ArrayList<Call>();
        calls.add(Call.of("addUniqueConstraint", table, key.columns()));
        calls.add(Call.of("named", name()));
        if (!key.include().isEmpty()) {
            calls.add(Call.of("including", key.include()));
        }
        if (!key.nullsDistinct()) {
            calls.add(Call.of("nullsNotDistinct"));
        }
        if (key.deferral().deferrable()) {
            calls.add(Call.of(key.deferral() == Deferral.DEFERRABLE ? "deferrable" : "initiallyDeferred"));
        }
        return Call.chain(calls);
    }

    static AddUniqueConstraint read(Call head, List<Call> rest) {
        var columns = Columns.require(head.name(), head.texts(1));
        var key = new UniqueKey(null, columns, List.of(), true, Deferral.NOT_DEFERRABLE);
        for (var call : rest) {
            key = switch (call.name()) {
                case "named" ->
                    new UniqueKey(call.text(0), columns, key.include(), key.nullsDistinct(), key.deferral());
                case "including" ->
                    new UniqueKey(key.name(), columns, call.texts(0), key.nullsDistinct(), key.deferral());
                case "nullsNotDistinct" -> new UniqueKey(key.name(), columns, key.include(), false, key.deferral());
                case "deferrable" ->
                    new UniqueKey(key.name(), columns, key.include(), key.nullsDistinct(), Deferral.DEFERRABLE);
                case "initiallyDeferred" ->
                    new UniqueKey(key.name(), columns, key.include(), key.nullsDistinct(), Deferral.INITIALLY_DEFERRED);
                default -> throw call.unexpected();
            };
        }
        return new AddUniqueConstraint(head.table(), key);
    }
}
