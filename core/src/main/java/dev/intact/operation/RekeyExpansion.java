package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Feature;
import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.TargetKey;
import dev.intact.catalog.UniqueKey;
import dev.intact.error.DependentsException;
import dev.intact.error.DifferentShapeException;
import dev.intact.error.UnsupportedChangeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rekey comes down to on one schema: everything that is new, from the table down to what refers to it, while the old
 * keys hold; then the end of those, at one moment.
 */
final class RekeyExpansion {
    private final Rekey rekey;
    private final Catalog before;
    private final Table root;
    private final List<Operation> building = new ArrayList<>();
    private final List<Primitive> ends = new ArrayList<>();
    private final List<Primitive> dropped = new ArrayList<>();
    private final Set<TableName> tables = new LinkedHashSet<>();
    private final List<String> stuck = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final Set<KeyColumns> unused;
    private Catalog now;

    RekeyExpansion(Rekey rekey, Catalog before) {
        this.rekey = rekey;
        this.before = before;
        this.now = before;
        this.root = before.table(rekey.table());
        this.unused = new LinkedHashSet<>(rekey.widenings());
    }

    List<Operation> operations() {
        rekey.to().stream().filter(column -> !isYetToCome(column)).forEach(root::column);
        var old = oldKey();
        if (old.isEmpty()) {
            refuseUnlessDone();
            return List.of();
        }
        SharedRows.refuse(root);
        refuseOtherKeys(old.get());
        forbidNulls();
        addKey();
        addSurrogate();
        var widened = new ArrayDeque<WiderKey>();
        widened.add(new WiderKey(root.name(), rekey.from(), rekey.to()));
        var seen = new HashSet<WiderKey>();
        while (!widened.isEmpty()) {
            var next = widened.remove();
            if (seen.add(next)) {
                widened.addAll(follow(next));
            }
        }
        endOld(old.get());
        refuseStuck();
        var locked = new ArrayList<>(tables);
        locked.remove(root.name());
        Collections.reverse(locked);
        locked.add(root.name());
        var parts = new ArrayList<>(ends);
        Collections.reverse(dropped);
        parts.addAll(dropped);
        building.add(new Together(locked, parts));
        return building;
    }

    private String oldKeyText() {
        return "the key (%s) of %s".formatted(String.join(", ", rekey.from()), root.name());
    }

    private boolean isYetToCome(String column) {
        return rekey.surrogate().filter(added -> added.column().equals(column)).isPresent();
    }

    private void build(Operation operation) {
        building.add(operation);
        now = operation.after(now);
    }

    // ---- the table itself

    private Optional<NarrowKey> oldKey() {
        return NarrowKey.of(root, rekey.from(), List.of()).stream()
                .filter(key -> key.columns().size() == rekey.from().size() && key.canBeReferenced())
                .findFirst();
    }

    private void refuseUnlessDone() {
        boolean done = TargetKey.isIn(root, rekey.to())
                && rekey.surrogate()
                        .map(added -> List.of(added.column()))
                        .filter(columns -> root.primaryKey() == null
                                || !root.primaryKey().columns().equals(columns))
                        .isEmpty()
                && rekey.references().stream().allMatch(this::isFollowing);
        if (!done) {
            throw new DifferentShapeException(
                    root.name().toString(),
                    "a unique or primary key on just (%s)".formatted(String.join(", ", rekey.from())),
                    "%s, and not what this change would leave"
                            .formatted(
                                    NarrowKey.of(root, List.of(), List.of()).isEmpty()
                                            ? "no key"
                                            : NarrowKey.of(root, List.of(), List.of())
                                                    .toString()),
                    "say which key is the old one: .from(…)");
        }
    }

    private boolean isFollowing(Referring said) {
        return before.table(said.table()).foreignKeys().stream()
                .anyMatch(key -> Keys.exact(before, key).referenced().equals(root.name())
                        && Uniqueness.sameColumns(Keys.exact(before, key).referencedColumns(), rekey.to())
                        && key.columns().containsAll(ColumnPair.from(said.pairs())));
    }

    private void refuseOtherKeys(NarrowKey old) {
        var primaryKey = root.primaryKey();
        boolean another = rekey.primary() || rekey.surrogate().isPresent();
        if (old.isPrimary() && !another) {
            throw new UnsupportedChangeException(
                    "replacing the primary key of %s by a unique key".formatted(root.name()),
                    "it would be left without a primary key",
                    "make the new key the primary one, .toPrimaryKey(…), or add another: .withPrimaryKey(\"id\", SurrogateKey.UUID)");
        }
        if (!old.isPrimary() && another && primaryKey != null) {
            throw new UnsupportedChangeException(
                    "another primary key of %s".formatted(root.name()),
                    "its primary key is not the old key (%s) but (%s)"
                            .formatted(String.join(", ", rekey.from()), String.join(", ", primaryKey.columns())),
                    "leave that one as it is: .toUnique(…) alone");
        }
        var others = NarrowKey.of(root, List.of(), List.of()).stream()
                .filter(key -> rekey.from().containsAll(key.columns()) && !key.equals(old))
                .map(NarrowKey::toString)
                .toList();
        if (!others.isEmpty()) {
            throw new DependentsException(
                    oldKeyText(),
                    others,
                    "each forbids what the new key is to allow: drop it first, dropUnique(…) or dropIndex(…), in the same change");
        }
    }

    private void forbidNulls() {
        rekey.to().stream()
                .filter(column -> !root.column(column).notNull())
                .forEach(column -> build(new SetNotNull(root.name(), column)));
    }

    private void addKey() {
        var chosen = rekey.name(root.name(), rekey.to());
        var name = chosen.orElseGet(() -> Names.unique(root.name(), rekey.to()));
        // An index of that name is a constraint half made.
        if (TargetKey.isIn(root, rekey.to()) && root.index(name).isEmpty()) {
            return;
        }
        if (!rekey.primary() && before.server().can(Feature.ADD_UNIQUE_CONSTRAINT)) {
            build(new AddUniqueConstraint(
                    root.name(), new UniqueKey(name, rekey.to(), List.of(), true, Deferral.NOT_DEFERRABLE)));
        } else {
            build(uniqueIndex(rekey.primary() ? Optional.empty() : chosen, rekey.to()));
        }
    }

    private CreateIndex uniqueIndex(Optional<String> chosen, List<String> columns) {
        return new CreateIndex(
                root.name(),
                Index.on(chosen.orElseGet(() -> Names.unique(root.name(), columns)), columns)
                        .withUnique(true));
    }

    /** Where a key can take over an index, it is built before. */
    private void addSurrogate() {
        rekey.surrogate().ifPresent(added -> {
            build(new AddSurrogate(root.name(), added.column(), added.kind()));
            if (before.server().can(Feature.ADD_UNIQUE_CONSTRAINT)) {
                build(uniqueIndex(Optional.empty(), List.of(added.column())));
            }
        });
    }

    private void endOld(NarrowKey old) {
        tables.add(root.name());
        var primary =
                rekey.primary() ? Optional.of(rekey.to()) : rekey.surrogate().map(added -> List.of(added.column()));
        var end = primary.map(columns -> replacing(root, old.isPrimary() ? old.name() : null, columns));
        // Dropped in reverse: what the others refer to comes last.
        if (!old.isPrimary()) {
            dropped.add(0, old.end(root));
        }
        end.ifPresent(replaced -> dropped.add(0, replaced));
    }

    private ReplacePrimaryKey replacing(Table table, @Nullable String old, List<String> columns) {
        return new ReplacePrimaryKey(
                table.name(), columns, rekey.name(table.name(), columns).orElse(old));
    }

    // ---- what follows

    private List<WiderKey> follow(WiderKey parent) {
        var copies = new LinkedHashMap<TableName, List<KeyCopy>>();
        var references = new ArrayList<DropForeignKey>();
        for (var referring : Referring.all(before, rekey, parent.table(), parent.from())) {
            var child = before.table(referring.table());
            SharedRows.refuse(child);
            tables.remove(child.name());
            tables.add(child.name());
            var copy = FollowingColumns.of(rekey, before, now, parent, referring);
            copies.computeIfAbsent(child.name(), name -> new ArrayList<>()).add(copy);
            build(new CopyKey(copy));
            holdTogether(copy);
            refer(parent, child, copy).ifPresent(references::add);
            ends.add(new EndKeyCopy(copy));
        }
        var further = new ArrayList<WiderKey>();
        copies.forEach((child, all) -> further.addAll(widen(before.table(child), all)));
        // Dropped before the keys: SQLite makes a table anew for those, and then looks through its references.
        dropped.addAll(references);
        return further;
    }

    private void holdTogether(KeyCopy copy) {
        copy.nullTogether(now)
                .ifPresent(condition ->
                        build(AddCheck.of(copy.child(), Names.check(copy.child(), copy.columns()), condition)));
    }

    /** {@return the end of the old foreign key, if there is one} */
    private Optional<DropForeignKey> refer(WiderKey parent, Table child, KeyCopy copy) {
        var old = copy.oldReference(before);
        var key = new WiderReference(rekey, copy, now).after(old, parent.to());
        Keys.refuseUseless(now, now.table(child.name()), key);
        build(new AddForeignKeyConstraint(child.name(), key, false));
        return old.map(each -> new DropForeignKey(child.name(), each.columns(), each.name()));
    }

    /** Every key of the child's by which rows would be the same that the new key tells apart. */
    private List<WiderKey> widen(Table child, List<KeyCopy> copies) {
        var added = new LinkedHashMap<NarrowKey, List<String>>();
        for (var copy : copies) {
            var columns = ColumnPair.from(copy.all());
            for (var key : NarrowKey.of(child, ColumnPair.from(copy.joined()), columns)) {
                var more = added.computeIfAbsent(key, each -> new ArrayList<>());
                columns.stream()
                        .filter(column -> !key.columns().contains(column) && !more.contains(column))
                        .forEach(more::add);
            }
        }
        var further = new ArrayList<WiderKey>();
        for (Map.Entry<NarrowKey, List<String>> each : added.entrySet()) {
            var key = each.getKey();
            if (isToBeWidened(child, key)) {
                further.add(widen(child, key, each.getValue()));
            } else if (!isOwnKey(child, key)) {
                stuck.add("%s of %s".formatted(key, child.name()));
                missing.add("." + Call.of("widening", TableName.of(child.name().name()), key.columns()));
            }
        }
        return further;
    }

    /** Of a table that refers to itself: it gets wider already. */
    private boolean isOwnKey(Table child, NarrowKey key) {
        return child.name().equals(root.name()) && Uniqueness.sameColumns(key.columns(), rekey.from());
    }

    private boolean isToBeWidened(Table child, NarrowKey key) {
        var said = rekey.widenings().stream()
                .filter(each -> each.isOn(child.name(), key.columns()))
                .findFirst();
        said.ifPresent(unused::remove);
        return said.isPresent();
    }

    private WiderKey widen(Table child, NarrowKey key, List<String> added) {
        var all = new ArrayList<>(key.columns());
        all.addAll(added);
        var chosen = key.isPrimary() ? Optional.<String>empty() : rekey.name(child.name(), all);
        build(key.widened(before, child, added, chosen));
        dropped.add(key.isPrimary() ? replacing(child, key.name(), all) : key.end(child));
        return new WiderKey(child.name(), key.columns(), all);
    }

    private void refuseStuck() {
        if (!stuck.isEmpty()) {
            throw new DependentsException(
                    oldKeyText(),
                    stuck,
                    "each forbids what the new key is to allow: let it have the new columns too, "
                            + String.join(" ", missing));
        }
        unused.stream().filter(key -> !isWidened(key)).findFirst().ifPresent(key -> {
            throw new DifferentShapeException(
                    key.table().toString(),
                    "a key on (%s) that what refers to (%s) of %s is a part of"
                            .formatted(String.join(", ", key.columns()), String.join(", ", rekey.from()), root.name()),
                    "no such key",
                    "leave .widening(…) out, or name the columns of a key that is there");
        });
    }

    private boolean isWidened(KeyColumns key) {
        return NarrowKey.of(now.table(key.table()), key.columns(), List.of()).stream()
                .anyMatch(each -> each.columns().size() > key.columns().size());
    }
}
