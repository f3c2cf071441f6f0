package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.Uncopied;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a 1:1 table becomes a part of the one that it belongs to: which rows belong together, and which column goes where.
 *
 * @param source the table that goes
 * @param target the table that stays
 * @param joined the columns by which rows belong together: the target's, and the source's
 * @param pointer those of the target's that are there only to point at the source, and go with it
 * @param moved the source's columns, and the target's new ones that take their place
 * @param reconciled the columns that both have
 * @param pointingBack the source's columns that point at the target besides, and the target's that they point at
 * @param filling whether rows of the target without one of the source get defaults
 */
public record Absorption(
        TableName source,
        TableName target,
        List<ColumnPair> joined,
        List<String> pointer,
        List<ColumnPair> moved,
        List<Reconciled> reconciled,
        List<ColumnPair> pointingBack,
        boolean filling) {
    private static final String UNDER_WAY = "being filled from ";
    private static final String KEPT_EQUAL = "kept equal with ";

    public Absorption {
        joined = List.copyOf(joined);
        pointer = List.copyOf(pointer);
        moved = List.copyOf(moved);
        reconciled = List.copyOf(reconciled);
        pointingBack = List.copyOf(pointingBack);
    }

    /** {@return the columns by which rows belong together: the source's, and the target's} */
    public List<ColumnPair> joinedFromSource() {
        return joined.stream()
                .map(pair -> new ColumnPair(pair.to(), pair.from()))
                .toList();
    }

    /** {@return the source's columns, and the target's that hold the same in the end} */
    public List<ColumnPair> copies() {
        return Stream.concat(
                        moved.stream(),
                        reconciled.stream()
                                .filter(each -> each.choice() instanceof Reconcile.PreferSource
                                        || each.choice() instanceof Reconcile.Agree)
                                .map(Reconciled::columns))
                .toList();
    }

    /** {@return the source's columns, and the target's that they are to be written to} */
    public List<ColumnPair> written() {
        return Stream.concat(
                        moved.stream(),
                        reconciled.stream()
                                .filter(each -> each.choice() instanceof Reconcile.PreferSource)
                                .map(Reconciled::columns))
                .toList();
    }

    /** {@return the source's columns that a row of it is made of again, and the target's that they come from} */
    public List<ColumnPair> copiedRow() {
        return Stream.of(
                        joinedFromSource().stream(),
                        pointingBack.stream().filter(pair -> !isJoined(pair.from())),
                        moved.stream().filter(pair -> !isJoined(pair.from())),
                        reconciled.stream().map(Reconciled::columns).filter(pair -> !isJoined(pair.from())))
                .flatMap(pairs -> pairs)
                .toList();
    }

    private boolean isJoined(String column) {
        return ColumnPair.to(joined).contains(column);
    }

    /** {@return the rule that every value is where it goes to} */
    public Uncopied uncopied(Catalog before) {
        return new Uncopied(before.table(source).name(), before.table(target).name(), joinedFromSource(), copies());
    }

    /** {@return a new column of the target, as the source has it} */
    public Column column(Catalog before, ColumnPair pair) {
        return before.table(source).column(pair.from()).withName(pair.to());
    }

    // ---- on its way

    /** {@return the label of the target's property that tells that its new columns are there, and not yet filled} */
    public static String underWay(TableName source) {
        return UNDER_WAY + source;
    }

    /** {@return the label of the target's property that tells that its new columns hold what the source holds} */
    public static String keptEqual(TableName source) {
        return KEPT_EQUAL + source;
    }

    /** {@return the same with each table's full name} */
    public Absorption exact(Catalog before) {
        return new Absorption(
                before.table(source).name(),
                before.table(target).name(),
                joined,
                pointer,
                moved,
                reconciled,
                pointingBack,
                filling);
    }

    /** {@return the target's property, by its label, that says that such a thing has begun} */
    static Optional<String> found(Table target, TableName source) {
        return Stream.of(underWay(source), keptEqual(source))
                .flatMap(label -> Stream.ofNullable(target.properties().get(label)))
                .findFirst();
    }

    // ---- text

    List<Call> calls(String head) {
        var calls = new ArrayList<Call>();
        calls.add(Call.of(head, source, List.of()));
        calls.add(Call.of("into", target, List.of()));
        calls.add(PairText.of("joinedOn", joined));
        if (!pointer.isEmpty()) {
            calls.add(Call.of("dropping", pointer));
        }
        if (!moved.isEmpty()) {
            calls.add(PairText.of("moving", moved));
        }
        reconciled.forEach(each -> calls.add(each.call()));
        if (!pointingBack.isEmpty()) {
            calls.add(PairText.of("pointingBack", pointingBack));
        }
        if (filling) {
            calls.add(Call.of("filling"));
        }
        return calls;
    }

    /** {@return what its text says; the calls that are not its own are left over} */
    static Absorption read(Call head, List<Call> rest, List<Call> left) {
        if (rest.isEmpty() || !rest.get(0).name().equals("into")) {
            throw head.unexpected();
        }
        var read = new Absorption(
                head.table(), rest.get(0).table(), List.of(), List.of(), List.of(), List.of(), List.of(), false);
        for (var call : rest.subList(1, rest.size())) {
            var next = read.with(call);
            if (next.isEmpty()) {
                left.add(call);
            }
            read = next.orElse(read);
        }
        return read;
    }

    static Absorption readAll(Call head, List<Call> rest) {
        var left = new ArrayList<Call>();
        var read = read(head, rest, left);
        if (!left.isEmpty()) {
            throw left.get(0).unexpected();
        }
        return read;
    }

    private Optional<Absorption> with(Call call) {
        return Optional.ofNullable(
                switch (call.name()) {
                    case "joinedOn" ->
                        new Absorption(
                                source,
                                target,
                                PairText.readAll(call),
                                pointer,
                                moved,
                                reconciled,
                                pointingBack,
                                filling);
                    case "dropping" ->
                        new Absorption(source, target, joined, call.texts(0), moved, reconciled, pointingBack, filling);
                    case "moving" ->
                        new Absorption(
                                source,
                                target,
                                joined,
                                pointer,
                                PairText.readAll(call),
                                reconciled,
                                pointingBack,
                                filling);
                    case "reconciling" -> {
                        var more = new ArrayList<>(reconciled);
                        more.add(Reconciled.read(call));
                        yield new Absorption(source, target, joined, pointer, moved, more, pointingBack, filling);
                    }
                    case "pointingBack" ->
                        new Absorption(
                                source, target, joined, pointer, moved, reconciled, PairText.readAll(call), filling);
                    case "filling" ->
                        new Absorption(source, target, joined, pointer, moved, reconciled, pointingBack, true);
                    default -> null;
                });
    }

    /** {@return what a database tells that it is on its way to} */
    @Override
    public String toString() {
        return Call.chain(calls("absorb"));
    }
}
