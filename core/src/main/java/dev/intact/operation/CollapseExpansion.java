package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Table;
import dev.intact.catalog.TargetKey;
import dev.intact.error.DifferentShapeException;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnsupportedChangeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a collapse comes down to on one schema. */
final class CollapseExpansion {
    private final Collapse collapse;
    private final CollapsedColumns columns;
    private final Catalog before;
    private final Table source;
    private final Table target;
    private final Absorption absorption;

    CollapseExpansion(Collapse collapse, Catalog before, Table source, Table target) {
        this.collapse = collapse;
        this.columns = collapse.columns();
        this.before = before;
        this.source = source;
        this.target = target;
        this.absorption = absorption();
    }

    List<Operation> operations() {
        refuseUnsaidColumns();
        refuseUnfillable();
        refuseUnlikeColumns();
        refuseUntold();
        var copying = new CopyColumns(absorption);
        var operations = new ArrayList<Operation>();
        if (collapse.onOrphans() == OnOrphans.DELETE) {
            operations.add(mending());
        }
        operations.add(copying);
        operations.addAll(new CarriedRules(before, absorption, collapse.along()).operations());
        if (collapse.carrying()) {
            operations.addAll(new CarriedReferences(before, absorption).operations());
        }
        operations.add(new DropAbsorbed(absorption, collapse.along()));
        return operations;
    }

    /** What lets rows go that are nobody's: the source's key is to them what a foreign key at the target would be. */
    MoveOrphans mending() {
        var key = Keys.of(ColumnPair.to(absorption.joined()), target.name(), ColumnPair.from(absorption.joined()));
        return new MoveOrphans(source.name(), key, OnOrphans.DELETE, true);
    }

    // ---- which rows belong together

    private Absorption absorption() {
        var joined = collapse.joined().isEmpty() ? joinedByForeignKey() : collapse.joined();
        joined.forEach(pair -> {
            target.column(pair.from());
            source.column(pair.to());
        });
        var pointer = pointer(joined);
        var pointingBack = pointingBack(joined);
        var taken = takenOver();
        var moved = new ArrayList<ColumnPair>();
        var reconciled = new ArrayList<Reconciled>();
        for (var name : columns.allMoving()) {
            source.column(name);
            var pair = new ColumnPair(name, columns.newName(name));
            if (target.find(pair.to()).isPresent() && !taken.contains(pair)) {
                reconciled.add(new Reconciled(pair, new Reconcile.Agree()));
            } else {
                moved.add(pair);
            }
        }
        columns.reconciling().keySet().stream().sorted().forEach(name -> {
            source.column(name);
            target.column(columns.newName(name));
            reconciled.add(new Reconciled(
                    new ColumnPair(name, columns.newName(name)),
                    Optional.ofNullable(columns.reconciling().get(name)).orElseThrow()));
        });
        return new Absorption(
                source.name(), target.name(), joined, pointer, moved, reconciled, pointingBack, collapse.filling());
    }

    /** Columns that the target has because this very change has begun. */
    private Set<ColumnPair> takenOver() {
        return Absorption.found(target, source.name())
                .map(text -> ChangeText.chainOf(text))
                .map(chain -> Absorption.readAll(chain.get(0), chain.subList(1, chain.size())))
                .map(begun -> Set.copyOf(begun.moved()))
                .orElse(Set.of());
    }

    private List<ColumnPair> joinedByForeignKey() {
        var candidates = Stream.concat(
                        keysTo(source, target).map(CollapseExpansion::pairs),
                        keysTo(target, source).map(CollapseExpansion::flippedPairs))
                .distinct()
                .toList();
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        throw new UnsupportedChangeException(
                "collapsing %s into %s".formatted(source.name(), target.name()),
                candidates.isEmpty()
                        ? "no foreign key joins the two"
                        : "%d foreign keys join the two".formatted(candidates.size()),
                "say which columns do, the target's first: .joinedOn(column(\"…\").to(\"…\"))");
    }

    /** The foreign keys at a table, from the other, their referenced columns named. */
    private Stream<ForeignKey> keysTo(Table referenced, Table from) {
        return from.foreignKeys().stream()
                .filter(key -> key.referenced().equals(referenced.name()))
                .map(key -> Keys.exact(before, key))
                // SQLite stores one to a primary key that is not there.
                .filter(key -> key.referencedColumns().size() == key.columns().size());
    }

    static List<ColumnPair> pairs(ForeignKey key) {
        var pairs = new ArrayList<ColumnPair>();
        for (int i = 0; i < key.columns().size(); i++) {
            pairs.add(
                    new ColumnPair(key.columns().get(i), key.referencedColumns().get(i)));
        }
        return pairs;
    }

    private static List<ColumnPair> flippedPairs(ForeignKey key) {
        return pairs(key).stream()
                .map(pair -> new ColumnPair(pair.to(), pair.from()))
                .toList();
    }

    /** A foreign key tells in which of the two tables the pointer is; without one, it is where no primary key is. */
    private List<String> pointer(List<ColumnPair> joined) {
        boolean inSource = keysTo(target, source)
                .map(CollapseExpansion::flippedPairs)
                .anyMatch(pairs -> Set.copyOf(pairs).equals(Set.copyOf(joined)));
        boolean inTarget = keysTo(source, target)
                .map(CollapseExpansion::pairs)
                .anyMatch(pairs -> Set.copyOf(pairs).equals(Set.copyOf(joined)));
        if (inSource && !inTarget) {
            return List.of();
        }
        columns.keeping().forEach(target::column);
        var key = target.primaryKey();
        // A column of the same name, such as a tenant's, is likely to be more than a pointer.
        boolean mayBeMore = !inTarget || joined.size() > 1;
        var going = joined.stream()
                .filter(pair -> key == null || !key.columns().contains(pair.from()))
                .filter(pair -> !columns.keeping().contains(pair.from()))
                .filter(pair -> !mayBeMore || !pair.from().equals(pair.to()))
                .map(ColumnPair::from)
                .toList();
        if (!inTarget) {
            refuseKey(going);
        }
        return going;
    }

    /** What tells rows apart may be there for its own sake. */
    private void refuseKey(List<String> pointer) {
        var own = Names.oneToOne(target.name(), pointer);
        if (TargetKey.isIn(target.index(own).map(target::without).orElse(target), pointer)) {
            throw new UnsupportedChangeException(
                    "collapsing %s into %s".formatted(source.name(), target.name()),
                    "%s of %s is unique, and no foreign key says that it only points at %s, and goes with it"
                            .formatted(String.join(", ", pointer), target.name(), source.name()),
                    "let it stay, .keeping(\"%s\"), or add the foreign key first"
                            .formatted(String.join("\", \"", pointer)));
        }
    }

    private List<ColumnPair> pointingBack(List<ColumnPair> joined) {
        var pairs = new ArrayList<>(columns.pointingBack());
        keysTo(target, source)
                .map(CollapseExpansion::pairs)
                .flatMap(List::stream)
                .filter(pair -> !joined.contains(new ColumnPair(pair.to(), pair.from())) && !pairs.contains(pair))
                .filter(pair -> !columns.says(pair.from()))
                .forEach(pairs::add);
        pairs.forEach(pair -> {
            source.column(pair.from());
            target.column(pair.to());
        });
        return pairs;
    }

    // ---- what becomes of each column

    private void refuseUnsaidColumns() {
        var said = new HashSet<String>();
        said.addAll(columns.allMoving());
        said.addAll(columns.reconciling().keySet());
        columns.leaving().forEach(name -> said.add(source.column(name).name()));
        said.addAll(ColumnPair.to(absorption.joined()));
        said.addAll(ColumnPair.from(absorption.pointingBack()));
        var key = source.primaryKey();
        if (key != null) {
            said.addAll(key.columns());
        }
        var unsaid = source.columnNames().stream()
                .filter(name -> !said.contains(name))
                .toList();
        if (!unsaid.isEmpty()) {
            throw new InvalidChangeException("collapse says nothing of %s (%s): %s"
                    .formatted(
                            source.name(),
                            String.join(", ", unsaid),
                            unsaid.stream().map(this::waysOut).collect(Collectors.joining("; "))));
        }
    }

    private String waysOut(String column) {
        var way = target.find(column).isPresent()
                ? "%s has %s too, so let one of them count, .reconciling(\"%s\", Reconcile.preferSource())"
                        .formatted(target.name(), column, column)
                : "move %s, .moving(\"%s\"), or, if it points at %s, say where, .pointingBack(column(\"%s\").to(\"…\"))"
                        .formatted(column, column, target.name(), column);
        return "%s, or give it up, .leaving(\"%s\")".formatted(way, column);
    }

    /** Once it is done, something must tell it from a change of which the table's name is a slip. */
    private void refuseUntold() {
        if (!absorption.moved().isEmpty()) {
            return;
        }
        boolean inTarget = !absorption.pointer().isEmpty();
        if (collapse.joined().isEmpty() || !inTarget) {
            throw new UnsupportedChangeException(
                    "collapsing %s into %s".formatted(source.name(), target.name()),
                    "no column moves that is new there, so it could not be told later that it is done",
                    inTarget
                            ? "name the pointer, which goes: ." + PairText.of("joinedOn", absorption.joined())
                            : "move a column, under another name if need be, .renaming(\"…\", \"…\"), or drop the table by hand");
        }
    }

    private void refuseUnfillable() {
        if (!absorption.filling()) {
            return;
        }
        absorption.moved().stream()
                .map(pair -> source.column(pair.from()))
                .filter(column -> column.notNull() && column.defaultValue() == null)
                .findFirst()
                .ifPresent(column -> {
                    throw new UnsupportedChangeException(
                            "filling rows without one of " + source.name(),
                            "%s is never NULL and has no default".formatted(column.name()),
                            "give it a default first, or add the missing rows");
                });
    }

    private void refuseUnlikeColumns() {
        for (var each : absorption.reconciled()) {
            var from = source.column(each.columns().from());
            var to = target.column(each.columns().to());
            if (each.choice() instanceof Reconcile.PreferTarget && !from.type().equals(to.type())) {
                throw new DifferentShapeException(
                        "column %s of %s".formatted(from.name(), source.name()),
                        to.type(),
                        from.type(),
                        "give it up: .leaving(\"%s\")".formatted(from.name()));
            }
            boolean compared =
                    each.choice() instanceof Reconcile.Agree || each.choice() instanceof Reconcile.PreferSource;
            if (compared && !from.type().equals(to.type())) {
                throw new DifferentShapeException(
                        "column %s of %s".formatted(to.name(), target.name()),
                        from.type(),
                        to.type(),
                        "say what becomes of the two: .reconciling(\"%s\", Reconcile.by(\"…\"))"
                                .formatted(from.name()));
            }
        }
    }
}
