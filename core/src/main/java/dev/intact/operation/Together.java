package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.error.InvalidChangeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Takes away what is no longer needed, and puts another key in its place, at one moment: in one transaction, behind locks
 * of all the tables. Nothing in it takes long.
 *
 * @param tables the tables, in the order in which they are locked: those that refer before those that they refer to
 * @param parts what is done
 */
public record Together(List<TableName> tables, List<Primitive> parts) implements Primitive {
    public Together {
        tables = List.copyOf(tables);
        parts = List.copyOf(parts);
        if (tables.isEmpty() || parts.isEmpty()) {
            throw new InvalidChangeException("together needs a table, and something to do");
        }
        parts.forEach(Together::refuseLong);
    }

    private static void refuseLong(Primitive part) {
        if (!isBrief(part)) {
            throw new InvalidChangeException("that takes its time, and has to come before: " + part);
        }
    }

    private static boolean isBrief(Operation operation) {
        return operation instanceof EndKeyCopy
                || operation instanceof DropForeignKey
                || operation instanceof DropUnique
                || operation instanceof DropIndex
                || operation instanceof ReplacePrimaryKey;
    }

    /** The table that is locked last, which the others refer to. */
    @Override
    public TableName table() {
        return tables.get(tables.size() - 1);
    }

    @Override
    public Scope scope() {
        return parts.stream().map(Operation::scope).reduce(Scope.NOTHING.withTables(tables), Scope::plus);
    }

    /** A part, and the schema that it comes to. */
    private record Turn(Primitive part, Catalog before) {}

    private List<Turn> turns(Catalog before) {
        var turns = new ArrayList<Turn>();
        var now = before;
        for (var part : parts) {
            if (!isGone(part, now)) {
                turns.add(new Turn(part, now));
                now = part.after(now);
            }
        }
        return turns;
    }

    /** So a reverse that is done finds nothing to do. */
    private static boolean isGone(Primitive part, Catalog now) {
        return part.boundTo().stream()
                .anyMatch(column -> now.table(part.table()).find(column).isEmpty());
    }

    @Override
    public Catalog after(Catalog before) {
        var turns = turns(before);
        if (turns.isEmpty()) {
            return before;
        }
        var last = turns.get(turns.size() - 1);
        return last.part().after(last.before());
    }

    @Override
    public List<DataCheck> checks(Catalog before) {
        return turns(before).stream()
                .flatMap(turn -> turn.part().checks(turn.before()).stream())
                .toList();
    }

    @Override
    public Set<TableName> moves(Catalog before) {
        return turns(before).stream()
                .flatMap(turn -> turn.part().moves(turn.before()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public List<String> warnings(Catalog before) {
        return turns(before).stream()
                .flatMap(turn -> turn.part().warnings(turn.before()).stream())
                .toList();
    }

    /** Everything that is built again comes first; what is in its way goes at one moment. */
    @Override
    public Undo undo(Catalog before) {
        var undo = turns(before).stream()
                .map(turn -> turn.part().undo(turn.before()))
                .reduce(Undo.NOTHING, (later, each) -> each.then(later));
        var operations = new ArrayList<Operation>();
        var brief = new ArrayList<Primitive>();
        for (var operation : undo.operations()) {
            if (isBrief(operation)) {
                brief.add((Primitive) operation);
            } else {
                operations.add(operation);
            }
        }
        if (!brief.isEmpty()) {
            operations.add(new Together(tables, brief));
        }
        return new Undo(operations, undo.notes(), undo.obstacles());
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        return tables.stream()
                        .map(table -> new Call.Nested(List.of(Call.of("locking", table, List.of()))).toString())
                        .collect(Collectors.joining(", ", "together(", ", "))
                + parts.stream().map(Primitive::toString).collect(Collectors.joining(", ", "", ")"));
    }

    static Together read(Call head, List<Call> rest) {
        if (!rest.isEmpty()) {
            throw rest.get(0).unexpected();
        }
        var tables = new ArrayList<TableName>();
        var parts = new ArrayList<Primitive>();
        for (var chain : head.chains()) {
            if (chain.get(0).name().equals("locking")) {
                tables.add(chain.get(0).table());
            } else if (Change.operation(chain) instanceof Primitive part) {
                parts.add(part);
            } else {
                throw chain.get(0).unexpected();
            }
        }
        return new Together(tables, parts);
    }
}
