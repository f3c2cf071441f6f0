package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Dependent;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Index;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.UniqueKey;
import dev.intact.check.Astray;
import dev.intact.check.DataCheck;
import dev.intact.check.Unmatched;
import dev.intact.error.DependentsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Drops a 1:1 table of which everything is in the table that it belongs to, as is proved first, and the columns of that one
 * that only pointed at it.
 *
 * @param absorption which rows belong together, and which column went where
 * @param along the names of views, triggers and what else uses the table or the pointer, that go with it
 */
public record DropAbsorbed(Absorption absorption, List<String> along) implements Primitive {
    public DropAbsorbed {
        along = List.copyOf(along);
    }

    @Override
    public TableName table() {
        return absorption.target();
    }

    @Override
    public Scope scope() {
        return Scope.of(table()).plus(Scope.ofPossible(absorption.source()));
    }

    @Override
    public Set<TableName> takes() {
        return Set.of(absorption.source());
    }

    /** {@return the foreign keys of the target that point at the table that goes} */
    public List<ForeignKey> foreignKeys(Catalog before) {
        var source = before.table(absorption.source()).name();
        return before.table(table()).foreignKeys().stream()
                .filter(key -> key.referenced().equals(source))
                .toList();
    }

    /** {@return what else uses the table that goes, or the pointer, and goes along} */
    public List<Dependent> dependents(Catalog before) {
        return users(before).filter(user -> along.contains(user.name().name())).toList();
    }

    private Stream<Dependent> users(Catalog before) {
        var ofPointer = before.table(table()).dependents().stream()
                .filter(user -> absorption.pointer().stream()
                        .anyMatch(column -> user.columns().contains(column)));
        var users = new ArrayList<Dependent>();
        Stream.concat(before.table(absorption.source()).dependents().stream(), ofPointer)
                .filter(user -> users.stream().noneMatch(user::isSame))
                .forEach(users::add);
        return users.stream();
    }

    /** {@return what uses each column of the pointer, and goes along} */
    public List<ColumnUsers> pointerUsers(Catalog before) {
        return absorption.pointer().stream()
                .map(column -> ColumnUsers.of(before, before.table(table()), column))
                .toList();
    }

    @Override
    public Catalog after(Catalog before) {
        var source = before.find(absorption.source());
        if (source.isEmpty()) {
            return before;
        }
        refuseUsers(before, source.get());
        var after = before;
        for (var key : foreignKeys(before)) {
            after = after.with(after.table(table()).without(key));
        }
        for (var user : dependents(before)) {
            after = after.without(user);
        }
        for (var column : absorption.pointer()) {
            var users = ColumnUsers.of(after, after.table(table()), column);
            users.refuseOthersThan(goingWithPointer(after.table(table())));
            after = users.without(after, after.table(table()));
        }
        for (var key : keys(before)) {
            var there = after.table(table());
            after = after.with(there.without(there.index(key.name()).orElseThrow()));
        }
        return after.without(source.get())
                .with(after.table(table())
                        .withoutProperty(Absorption.keptEqual(source.get().name())));
    }

    /** {@return the index that was made to keep the tables 1:1, where it does not go with the pointer} */
    public List<DropIndex> keys(Catalog before) {
        var target = before.table(table());
        var own = Names.oneToOne(target.name(), ColumnPair.from(absorption.joined()));
        return target
                .index(own)
                .filter(index -> absorption.pointer().stream().noneMatch(column -> ColumnUsers.uses(index, column)))
                .map(index -> new DropIndex(target.name(), own, null))
                .stream()
                .toList();
    }

    private void refuseUsers(Catalog before, Table source) {
        var others = users(before)
                .filter(user -> !along.contains(user.name().name()))
                .map(Dependent::toString)
                .collect(Collectors.toCollection(ArrayList::new));
        before.referencesTo(source.name()).stream()
                .filter(reference ->
                        !reference.from().equals(before.table(table()).name())
                                || isOtherPointer(Keys.exact(before, reference.key())))
                .filter(reference -> !reference.from().equals(source.name()))
                .forEach(reference -> others.add("%s of %s".formatted(reference.key(), reference.from())));
        if (!others.isEmpty()) {
            throw new DependentsException(
                    source.name().toString(),
                    others,
                    "change those first, or name what is to go: .along(\"…\"); foreign keys can be carried over:"
                            + " .carryingReferences()");
        }
    }

    /** Whether a foreign key of the target points at other rows than the one that belongs to its own. */
    private boolean isOtherPointer(ForeignKey key) {
        var pairs = Set.copyOf(CollapseExpansion.pairs(key));
        return !pairs.equals(Set.copyOf(absorption.joined())) && (key.name() == null || !along.contains(key.name()));
    }

    /** An index that is over nothing but the pointer is of no use without it; nor is the one that was made for this. */
    private List<String> goingWithPointer(Table there) {
        var names = new ArrayList<>(along);
        names.add(Names.oneToOne(there.name(), ColumnPair.from(absorption.joined())));
        there.indexes().stream()
                .filter(index -> isOnlyOverPointer(index.plainColumns()) && index.predicate() == null)
                .map(Index::name)
                .filter(Objects::nonNull)
                .forEach(names::add);
        there.uniqueKeys().stream()
                .filter(key -> isOnlyOverPointer(key.columns()))
                .map(DropAbsorbed::name)
                .forEach(names::add);
        return names;
    }

    private static String name(UniqueKey key) {
        return Optional.ofNullable(key.name()).orElse(key.toString());
    }

    private boolean isOnlyOverPointer(List<String> columns) {
        return !columns.isEmpty() && absorption.pointer().containsAll(columns);
    }

    @Override
    public Set<TableName> moves(Catalog before) {
        return Set.of(
                before.table(table()).name(), before.table(absorption.source()).name());
    }

    @Override
    public List<DataCheck> checks(Catalog before) {
        if (before.find(absorption.source()).isEmpty()) {
            return List.of();
        }
        var exact = absorption.exact(before);
        var unmatched = new Unmatched(exact.source(), exact.target(), exact.joinedFromSource(), Unmatched.Side.SOURCE);
        return absorption.pointingBack().isEmpty()
                ? List.of(unmatched)
                : List.of(
                        unmatched,
                        new Astray(exact.source(), exact.target(), exact.joinedFromSource(), exact.pointingBack()));
    }

    @Override
    public List<String> warnings(Catalog before) {
        var warnings = new ArrayList<String>();
        var goes = new ArrayList<String>();
        goes.add("the table " + absorption.source());
        absorption.pointer().forEach(column -> goes.add("%s (%s)".formatted(absorption.target(), column)));
        warnings.add("%s %s: statements that name %s fail from then on"
                .formatted(
                        String.join(" and ", goes),
                        goes.size() == 1 ? "goes" : "go",
                        goes.size() == 1 ? "it" : "them"));
        if (!absorption.pointer().isEmpty()) {
            staying(before.table(table()))
                    .map(column -> "%s (%s) stays: it may be more than a part of the pointer"
                            .formatted(absorption.target(), column))
                    .forEach(warnings::add);
        }
        before.find(absorption.source())
                .ifPresent(source -> warnings.addAll(new LeftRules(source, absorption).warnings()));
        before.find(absorption.source())
                .map(Restoration::lost)
                .ifPresent(lost -> lost.forEach((label, value) -> {
                    if (!CopyColumns.isCarried(label, absorption)) {
                        warnings.add("the %s of %s goes with it: %s".formatted(label, absorption.source(), value));
                    }
                }));
        return warnings;
    }

    private Stream<String> staying(Table there) {
        var key = there.primaryKey();
        return ColumnPair.from(absorption.joined()).stream()
                .filter(column -> !absorption.pointer().contains(column))
                .filter(column -> key == null || !key.columns().contains(column));
    }

    @Override
    public Undo undo(Catalog before) {
        return before.find(absorption.source()).isEmpty()
                ? Undo.NOTHING
                : new Restoration(before, absorption.exact(before), dependents(before)).undo();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        var calls = absorption.calls("dropAbsorbed");
        if (!along.isEmpty()) {
            calls.add(Call.of("along", along));
        }
        return Call.chain(calls);
    }

    static DropAbsorbed read(Call head, List<Call> rest) {
        var left = new ArrayList<Call>();
        var absorption = Absorption.read(head, rest, left);
        var along = List.<String>of();
        for (var call : left) {
            if (!call.name().equals("along")) {
                throw call.unexpected();
            }
            along = call.texts(0);
        }
        return new DropAbsorbed(absorption, along);
    }
}
