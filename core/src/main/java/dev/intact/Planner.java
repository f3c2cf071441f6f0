package dev.intact;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.check.Violation;
import dev.intact.dialect.Session;
import dev.intact.error.DifferentShapeException;
import dev.intact.error.InvalidChangeException;
import dev.intact.operation.Change;
import dev.intact.operation.Primitive;
import dev.intact.operation.Reverse;
import dev.intact.operation.Undo;
import dev.intact.operation.WholeRows;
import dev.intact.plan.Mode;
import dev.intact.plan.Plan;
import dev.intact.plan.Stage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes one plan: reads the schema, folds the operations over it, asks the rows. Writes nothing. */
final class Planner {
    private final Session session;
    private final Change change;
    private final Mode mode;
    private final Part part;
    private final int samples;

    private final List<Turn> turns = new ArrayList<>();
    private final List<Undo> undos = new ArrayList<>();
    private final List<PendingCheck> pending = new ArrayList<>();
    private final List<Violation> resolved = new ArrayList<>();
    private final List<Violation> noted = new ArrayList<>();
    private final Set<DataCheck> settled = new HashSet<>();
    private final Set<TableName> filled = new HashSet<>();

    /** An operation, and the schema that those before it lead to. */
    private record Turn(Primitive operation, Catalog before) {}

    /** A check, and the schema on which it can be asked: one that may have columns which are yet to come. */
    private record PendingCheck(DataCheck check, Catalog catalog) {}

    /** Whether the rows are asked before a run, or the run's own statements will tell. */
    enum Preflight {
        ASK,
        LEAVE_TO_THE_RUN
    }

    Planner(Session session, Change change, Mode mode, Part part, int samples) {
        this.session = session;
        this.change = change;
        this.mode = mode;
        this.part = part;
        this.samples = samples;
    }

    Plan plan(Preflight preflight) {
        var before = Reading.of(session, change);
        var catalog = before;
        for (var operation : change.operations()) {
            var primitives = change.isOver(operation, catalog) ? List.<Primitive>of() : operation.primitives(catalog);
            for (var primitive : primitives) {
                catalog = add(primitive, catalog);
            }
        }
        refuseTakenNames(before, catalog);
        var stages = render();
        int wanted = part.of(change, mode, stages);
        return new Plan(
                change,
                mode,
                before,
                turns.subList(0, wanted).stream().map(Turn::operation).toList(),
                stages.subList(0, wanted).stream().flatMap(List::stream).toList(),
                preflight == Preflight.ASK ? violations(before) : List.of(),
                resolved,
                noted,
                Reverse.of(change.name(), undo(wanted)));
    }

    private Undo undo(int wanted) {
        return undos.subList(0, wanted).stream().reduce(Undo.NOTHING, (later, each) -> each.then(later));
    }

    private Catalog add(Primitive operation, Catalog catalog) {
        if (isGone(operation, catalog) || !mends(operation, catalog)) {
            return catalog;
        }
        var after = operation.after(catalog);
        boolean rowsOnly = operation.resolves(catalog).isPresent();
        if (after.equals(catalog) && !rowsOnly) {
            return catalog;
        }
        WholeRows.refuse(catalog, after);
        turns.add(new Turn(operation, catalog));
        undos.add(operation.undo(catalog));
        filled.addAll(operation.fills(catalog));
        for (var check : operation.checks(catalog)) {
            if (!settled.contains(check)) {
                ask(check, catalog);
            }
        }
        // Whatever was settled, it was of other values.
        operation.checksAfter(after).forEach(check -> ask(check, after));
        settled.addAll(operation.establishes(catalog));
        for (var note : operation.notes(catalog)) {
            note.find(session.database(), catalog, samples).ifPresent(noted::add);
        }
        return after;
    }

    private List<List<Stage>> render() {
        var stages = new ArrayList<List<Stage>>();
        for (int i = 0; i < turns.size(); i++) {
            var turn = turns.get(i);
            var next = turns.stream().skip(i + 1L).findFirst().map(Turn::operation);
            stages.add(warning(
                    turn.operation().warnings(turn.before()),
                    session.render(turn.operation(), next, turn.before().inPlace(), mode)));
        }
        return stages;
    }

    private void ask(DataCheck check, Catalog catalog) {
        if (Collections.disjoint(check.tables(), filled)) {
            pending.add(new PendingCheck(check, catalog));
        }
    }

    /** Whether the change, which has run before, took a column, and with it what is dropped here; or it would be a slip. */
    private boolean isGone(Primitive operation, Catalog catalog) {
        return operation.boundTo().stream()
                .filter(column -> catalog.table(operation.table()).find(column).isEmpty())
                .anyMatch(
                        column -> change.operations().stream().anyMatch(each -> each.drops(operation.table(), column)));
    }

    private static List<Stage> warning(List<String> warnings, List<Stage> rendered) {
        var stages = new ArrayList<>(rendered);
        stages.set(0, rendered.get(0).warning(warnings));
        return stages;
    }

    /** Whether an operation that mends rows has any to mend; true for all others. */
    private boolean mends(Primitive operation, Catalog catalog) {
        var check = operation.resolves(catalog);
        if (check.isEmpty()) {
            return true;
        }
        settled.add(check.get());
        var violation = check.get().find(session.database(), catalog, samples);
        violation.ifPresent(resolved::add);
        return violation.isPresent();
    }

    /** A table that the plan is yet to make has no rows to ask. */
    private List<Violation> violations(Catalog before) {
        return pending.stream()
                .filter(each -> each.check().tables().stream()
                        .allMatch(table -> before.find(table).isPresent()))
                .flatMap(each -> each.check().find(session.database(), each.catalog(), samples).stream())
                .toList();
    }

    /** Names of indexes are unique in a schema, on both databases; what is elsewhere in it was not read. */
    private void refuseTakenNames(Catalog before, Catalog after) {
        var names = names(after);
        names.removeAll(names(before));
        var chosen = new HashSet<>(names);
        chosen.addAll(constraintNames(after));
        chosen.removeAll(constraintNames(before));
        chosen.forEach(name -> refuseTooLong(after, name.name()));
        if (names.isEmpty()) {
            return;
        }
        session.taken(names).forEach((name, what) -> {
            throw new DifferentShapeException(
                    name.toString(), "a name that is free", what, "choose another name: .named(\"…\")");
        });
    }

    private static void refuseTooLong(Catalog catalog, String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > catalog.server().maxNameBytes()) {
            throw new InvalidChangeException("the name %s has %d bytes, and %s cuts names after %d"
                    .formatted(name, bytes, catalog.server(), catalog.server().maxNameBytes()));
        }
    }

    private static Set<TableName> constraintNames(Catalog catalog) {
        var names = new HashSet<TableName>();
        for (var table : catalog.tables().values()) {
            table.foreignKeys().forEach(key -> addName(names, table, key.name()));
            table.checks().forEach(check -> addName(names, table, check.name()));
        }
        return names;
    }

    private static Set<TableName> names(Catalog catalog) {
        return catalog.tables().values().stream()
                .flatMap(table -> names(table).stream())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static List<TableName> names(Table table) {
        var names = new ArrayList<TableName>();
        names.add(table.name());
        table.indexes().forEach(index -> addName(names, table, index.name()));
        table.uniqueKeys().forEach(key -> addName(names, table, key.name()));
        return names;
    }

    private static void addName(Collection<TableName> names, Table table, @Nullable String name) {
        if (name != null) {
            names.add(table.name().sibling(name));
        }
    }
}
