package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Feature;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.LeadingIndex;
import dev.intact.catalog.Scope;
import dev.intact.catalog.ShortName;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.check.HalfNulls;
import dev.intact.check.Orphans;
import dev.intact.error.DifferentShapeException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Adds a foreign key, or validates an equal one that is there but was never checked against all rows. Where an equal one
 * is there, there is nothing to do; names do not matter.
 *
 * @param table the referencing table
 * @param key the foreign key; not validated, it holds for new rows only, where the database has that
 * @param replacing whether a key between the same columns that acts otherwise is replaced
 */
public record AddForeignKeyConstraint(TableName table, ForeignKey key, boolean replacing) implements Primitive {
    @Override
    public Scope scope() {
        return Scope.of(table).plus(Scope.of(key.referenced()));
    }

    /** {@return the key with the referenced side named exactly} */
    public ForeignKey exact(Catalog before) {
        var exact = Keys.exact(before, key);
        return before.server().can(Feature.NOT_VALID) ? exact : exact.withValidated(true);
    }

    /** {@return the key that is there between the same columns, if there is one: validated, or replaced, or left alone} */
    public Optional<ForeignKey> present(Catalog before) {
        return Keys.same(before, before.table(table), exact(before));
    }

    /**
     * A partition that holds rows, and the key that it has of its own or is to get, for the partitioned table's to take over.
     *
     * @param partition the partition
     * @param key the key
     * @param isThere whether the partition has it
     */
    public record Part(Table partition, ForeignKey key, boolean isThere) {}

    /** {@return the partitions with their keys; each takes the columns in the same order, or it would not be taken over} */
    public List<Part> parts(Catalog before) {
        var wanted = promised(before).withValidated(false);
        return before.leaves(before.table(table)).stream()
                .map(leaf -> part(leaf, wanted))
                .toList();
    }

    private static Part part(Table leaf, ForeignKey wanted) {
        return leaf.foreignKeys().stream()
                .filter(key -> key.columns().equals(wanted.columns())
                        && key.referencedColumns().equals(wanted.referencedColumns())
                        && key.sameReference(wanted)
                        && key.sameRule(wanted))
                .map(key -> new Part(leaf, key, true))
                .max(Comparator.comparing(part -> part.key().validated()))
                .orElseGet(() -> new Part(leaf, wanted.withName(freeName(leaf, wanted.name())), false));
    }

    private static @Nullable String freeName(Table leaf, @Nullable String wanted) {
        return leaf.indexAndConstraintNames().contains(wanted)
                ? ShortName.of(leaf.name().name() + "_" + wanted)
                : wanted;
    }

    /** Whether new rows can be held to the key by keys of the partitions only. */
    private boolean isHeldByParts(Catalog before) {
        return !exact(before).validated()
                && before.table(table).kind() == Table.Kind.PARTITIONED
                && !before.server().can(Feature.NOT_VALID_PARTITIONED);
    }

    /** {@return the key that the schema has afterwards} */
    public ForeignKey promised(Catalog before) {
        var wanted = exact(before);
        return present(before)
                .filter(there -> there.sameRule(wanted))
                .map(there -> there.withValidated(there.validated() || wanted.validated()))
                .orElse(wanted);
    }

    @Override
    public Catalog after(Catalog before) {
        var there = before.table(table);
        var wanted = exact(before);
        Keys.refuseUnsound(before, there, wanted);
        var present = present(before);
        var promised = promised(before);
        if (present.filter(promised::equals).isPresent()) {
            return before;
        }
        present.filter(old -> !old.sameRule(wanted) && !replacing).ifPresent(old -> {
            throw new DifferentShapeException(
                    there.name() + (old.name() == null ? "" : ": " + old.name()),
                    wanted.toString(),
                    old.toString(),
                    "let it be replaced: .replacingExisting(), or drop it first: dropForeignKey(…)");
        });
        var remaining = present.map(there::without).orElse(there);
        refuseNameOfAnother(remaining, promised);
        if (isHeldByParts(before)) {
            return withParts(before);
        }
        boolean taken = promised.validated() && there.kind() == Table.Kind.PARTITIONED;
        return (taken ? withPartsValidated(before) : before).with(remaining.with(promised));
    }

    private Catalog withParts(Catalog before) {
        var after = before;
        for (var part : parts(before)) {
            after = part.isThere() ? after : after.with(part.partition().with(part.key()));
        }
        return after;
    }

    /** With the keys of partitions that the table's takes over. */
    private Catalog withPartsValidated(Catalog before) {
        var after = before;
        for (var part : parts(before)) {
            if (part.isThere()) {
                after = after.with(
                        part.partition().without(part.key()).with(part.key().withValidated(true)));
            }
        }
        return after;
    }

    private static void refuseNameOfAnother(Table there, ForeignKey key) {
        if (key.name() != null && there.indexAndConstraintNames().contains(key.name())) {
            throw new DifferentShapeException(
                    there.name() + ": " + key.name(),
                    key.toString(),
                    "something else of that name",
                    "choose another name: .named(\"…\")");
        }
    }

    @Override
    public List<DataCheck> checks(Catalog before) {
        var promised = promised(before);
        boolean checked = present(before)
                .filter(there -> there.validated() && there.sameRule(promised))
                .isPresent();
        return promised.validated() && !checked
                ? List.of(Orphans.of(before.table(table).name(), exact(before)))
                : List.of();
    }

    @Override
    public List<DataCheck> notes(Catalog before) {
        var there = before.table(table);
        boolean partly = key.columns().size() > 1
                && !key.matchFull()
                && key.columns().stream()
                        .anyMatch(column -> !there.column(column).notNull());
        return partly ? List.of(new HalfNulls(there.name(), key.columns())) : List.of();
    }

    @Override
    public List<String> warnings(Catalog before) {
        return LeadingIndex.narrows(before.table(table), key.columns())
                ? List.of()
                : List.of(
                        "no index leads with %s (%s): each DELETE from %s, and each change of its key, reads all of it"
                                .formatted(
                                        table.name(),
                                        String.join(", ", key.columns()),
                                        key.referenced().name()));
    }

    /** A key that is validated stays so, which takes nothing from anyone. */
    @Override
    public Undo undo(Catalog before) {
        if (isHeldByParts(before)) {
            return Undo.NOTHING;
        }
        var promised = promised(before);
        var old = present(before);
        if (old.isEmpty()) {
            return Undo.by(new DropForeignKey(table, promised.columns(), promised.name()));
        }
        return old.get().sameRule(promised)
                ? Undo.NOTHING
                : Unrestored.ofForeignKey(
                        Undo.by(new AddForeignKeyConstraint(table, old.get(), true)), before.table(table), old.get());
    }

    @Override
    public boolean cancels(Operation other) {
        return other instanceof DropForeignKey drop
                && drop.table().equals(table)
                && drop.columns().equals(key.columns())
                && (drop.name() == null || drop.name().equals(key.name()));
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        var calls = KeyText.calls("addForeignKeyConstraint", table, key);
        if (replacing) {
            calls.add(Call.of("replacingExisting"));
        }
        return Call.chain(calls);
    }

    static AddForeignKeyConstraint read(Call head, List<Call> rest) {
        var key = KeyText.begin(head, rest);
        boolean replacing = false;
        for (var call : rest.subList(1, rest.size())) {
            if (call.name().equals("replacingExisting")) {
                replacing = true;
            } else {
                key = KeyText.with(key, call);
            }
        }
        return new AddForeignKeyConstraint(head.table(), key, replacing);
    }
}
