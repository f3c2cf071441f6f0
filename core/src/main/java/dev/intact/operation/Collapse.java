package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnknownNameException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes a 1:1 table a part of the one that it belongs to: its columns become that one's, with all that they hold and all
 * that holds for them, and the table and the pointer between the two are gone.
 *
 * <p>A column of the table that is neither moved, reconciled nor left, nor a key or a pointer, is refused: so nothing is
 * lost in silence, and what is done can be told from what is not.
 *
 * @param source the table that goes
 * @param target the table that stays
 * @param joined the columns by which rows belong together, the target's and the source's; empty where a foreign key tells
 * @param columns what becomes of each column
 * @param filling whether rows of the target without one of the source get the columns' defaults
 * @param onOrphans what becomes of rows of the source that are nobody's
 * @param carrying whether foreign keys of other tables to the source are pointed at the target
 * @param along the names of what uses the source and is given up, also on other tables: views, triggers, rules, policies,
 *     constraints, indexes, and routines, each with its arguments as PostgreSQL words them: {@code "strength(integer)"}
 */
public record Collapse(
        TableName source,
        TableName target,
        List<ColumnPair> joined,
        CollapsedColumns columns,
        boolean filling,
        OnOrphans onOrphans,
        boolean carrying,
        List<String> along)
        implements Composite {
    public Collapse {
        joined = List.copyOf(joined);
        along = List.copyOf(along);
        if (onOrphans == OnOrphans.SET_NULL) {
            throw new InvalidChangeException(
                    "collapse: a row that nobody points at has no reference to empty; choose delete()");
        }
    }

    /**
     * The table that goes, which is nothing without the one that stays.
     *
     * @param source the table that goes
     */
    public record From(TableName source) {
        /** {@return the operation; what becomes of each column follows} */
        public Collapse into(String target) {
            return into(TableName.of(target));
        }

        /** {@return the operation; what becomes of each column follows} */
        public Collapse into(TableName target) {
            return new Collapse(
                    source, target, List.of(), CollapsedColumns.NONE, false, OnOrphans.REFUSE, false, List.of());
        }
    }

    private Collapse with(CollapsedColumns others) {
        return new Collapse(source, target, joined, others, filling, onOrphans, carrying, along);
    }

    /**
     * {@return this, rows belonging together by these columns: {@code column("status_id").to("id")}, the target's first} On
     * SQLite, those of a pair have to be of one affinity and collation.
     */
    public Collapse joinedOn(ColumnPair... pairs) {
        return new Collapse(source, target, List.of(pairs), columns, filling, onOrphans, carrying, along);
    }

    /** {@return this, with these columns becoming the other table's} */
    public Collapse moving(String... names) {
        return with(columns.moving(List.of(names)));
    }

    /** {@return this, that column having another name in the other table} */
    public Collapse renaming(String column, String newName) {
        return with(columns.renaming(new ColumnPair(column, newName)));
    }

    /** {@return this, with a column that both have, and which value counts} */
    public Collapse reconciling(String column, Reconcile choice) {
        return with(columns.reconciling(column, choice));
    }

    /** {@return this, these columns being given up with all that they hold} */
    public Collapse leaving(String... names) {
        return with(columns.leaving(List.of(names)));
    }

    /** {@return this, these columns of the table that goes being pointers at the other: {@code column("workflow_id").to("id")}} */
    public Collapse pointingBack(ColumnPair... pairs) {
        return with(columns.pointingBack(List.of(pairs)));
    }

    /**
     * {@return this, these columns of the other table staying though they point at the one that goes} Without that, a column
     * by which rows belong together goes if it is not of the primary key and a foreign key of its own says that it points; else
     * if it has another name in the two tables. One that is unique, and no foreign key says so, is refused.
     */
    public Collapse keeping(String... names) {
        return with(columns.keeping(List.of(names)));
    }

    /** {@return this, rows of the other table that have none in this one getting that} */
    public Collapse fillingMissingWith(Filling filler) {
        return new Collapse(source, target, joined, columns, true, onOrphans, carrying, along);
    }

    /** {@return this, with that done to rows that are nobody's: {@code delete()} moves them to a quarantine table} */
    public Collapse onOrphans(OnOrphans choice) {
        return new Collapse(source, target, joined, columns, filling, choice, carrying, along);
    }

    /** {@return this, rows that are nobody's being listed and the change refused; the default} */
    public Collapse onOrphans(Refusal refusal) {
        return onOrphans(OnOrphans.REFUSE);
    }

    /** {@return this, foreign keys of other tables to this one being pointed at the other where its keys allow} */
    public Collapse carryingReferences() {
        return new Collapse(source, target, joined, columns, filling, onOrphans, true, along);
    }

    /** {@return this, and what has these names and uses the table that goes is given up with it} */
    public Collapse along(String... names) {
        return new Collapse(source, target, joined, columns, filling, onOrphans, carrying, List.of(names));
    }

    @Override
    public void validate() {
        columns.validate();
        if (source.equals(target)) {
            throw new InvalidChangeException("%s cannot be collapsed into itself".formatted(source));
        }
    }

    @Override
    public Scope scope() {
        var scope = Scope.of(target).plus(Scope.ofPossible(source));
        return onOrphans == OnOrphans.REFUSE ? scope : scope.plus(Quarantine.scope(source));
    }

    @Override
    public Set<TableName> takes() {
        return Set.of(source);
    }

    @Override
    public Scope scope(Catalog known) {
        return known.find(source).map(there -> scope(known, there)).orElse(Scope.NOTHING);
    }

    private Scope scope(Catalog known, Table from) {
        var scope = from.foreignKeys().stream()
                .map(key -> Scope.of(key.referenced()))
                .reduce(Scope.NOTHING, Scope::plus);
        return onOrphans == OnOrphans.REFUSE
                ? scope
                : scope.plus(new CollapseExpansion(this, known, from, known.table(target))
                        .mending()
                        .scope(known));
    }

    @Override
    public List<Operation> expand(Catalog before) {
        var there = before.table(target);
        var from = before.find(source);
        if (from.isEmpty()) {
            refuseUnlessDone(before, there);
            return List.of();
        }
        return new CollapseExpansion(this, before, from.get(), there).operations();
    }

    /** It is done if the columns that move are there; where none does, if the pointer is gone. */
    private void refuseUnlessDone(Catalog before, Table there) {
        boolean done = columns.allMoving().isEmpty()
                ? joined.stream().anyMatch(pair -> there.find(pair.from()).isEmpty())
                : columns.allMoving().stream()
                        .map(columns::newName)
                        .allMatch(name -> there.find(name).isPresent());
        if (!done) {
            throw new UnknownNameException(
                    UnknownNameException.Kind.TABLE,
                    source.toString(),
                    source.schema() == null ? "the schemas " + String.join(", ", before.searchPath()) : source.schema(),
                    before.tables().keySet().stream().map(TableName::name).toList());
        }
    }

    @Override
    public String toString() {
        var calls = new ArrayList<Call>();
        calls.add(Call.of("collapse", source, List.of()));
        calls.add(Call.of("into", target, List.of()));
        if (!joined.isEmpty()) {
            calls.add(PairText.of("joinedOn", joined));
        }
        columns.addTo(calls);
        if (filling) {
            calls.add(new Call("fillingMissingWith", List.of(new Call.Nested(List.of(Call.of("defaults"))))));
        }
        if (onOrphans != OnOrphans.REFUSE) {
            calls.add(new Call("onOrphans", List.of(new Call.Nested(List.of(onOrphans.call())))));
        }
        if (carrying) {
            calls.add(Call.of("carryingReferences"));
        }
        if (!along.isEmpty()) {
            calls.add(Call.of("along", along));
        }
        return Call.chain(calls);
    }

    static Collapse read(Call head, List<Call> rest) {
        if (rest.isEmpty() || !rest.get(0).name().equals("into")) {
            throw head.unexpected();
        }
        var operation = new From(head.table()).into(rest.get(0).table());
        for (var call : rest.subList(1, rest.size())) {
            operation = operation.read(call);
        }
        return operation;
    }

    private Collapse read(Call call) {
        return switch (call.name()) {
            case "joinedOn" -> joinedOn(PairText.readAll(call).toArray(ColumnPair[]::new));
            case "moving" -> moving(call.texts(0).toArray(String[]::new));
            case "renaming" -> renaming(call.text(0), call.text(1));
            case "reconciling" -> reconciling(call.text(0), Reconciled.choice(call.chain(1)));
            case "leaving" -> leaving(call.texts(0).toArray(String[]::new));
            case "pointingBack" -> pointingBack(PairText.readAll(call).toArray(ColumnPair[]::new));
            case "keeping" -> keeping(call.texts(0).toArray(String[]::new));
            case "fillingMissingWith" -> fillingMissingWith(Filling.DEFAULTS);
            case "onOrphans" -> onOrphans(OnOrphans.of(call));
            case "carryingReferences" -> carryingReferences();
            case "along" -> along(call.texts(0).toArray(String[]::new));
            default -> throw call.unexpected();
        };
    }
}
