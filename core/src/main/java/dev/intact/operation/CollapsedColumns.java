package dev.intact.operation;

import dev.intact.catalog.ColumnPair;
import dev.intact.error.InvalidChangeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What becomes of each column of a table that is collapsed.
 *
 * @param moving those that become columns of the other table
 * @param renaming columns that get another name there; they move as well, unless they are reconciled
 * @param reconciling those that the other table has too, and which value counts
 * @param leaving those that are given up
 * @param pointingBack those that point at the other table besides, and that table's columns that they point at
 * @param keeping columns of the other table that point at this one and stay all the same
 */
public record CollapsedColumns(
        List<String> moving,
        List<ColumnPair> renaming,
        Map<String, Reconcile> reconciling,
        List<String> leaving,
        List<ColumnPair> pointingBack,
        List<String> keeping) {
    static final CollapsedColumns NONE =
            new CollapsedColumns(List.of(), List.of(), Map.of(), List.of(), List.of(), List.of());

    public CollapsedColumns {
        moving = List.copyOf(moving);
        renaming = List.copyOf(renaming);
        reconciling = Map.copyOf(reconciling);
        leaving = List.copyOf(leaving);
        pointingBack = List.copyOf(pointingBack);
        keeping = List.copyOf(keeping);
    }

    CollapsedColumns moving(List<String> columns) {
        return new CollapsedColumns(plus(moving, columns), renaming, reconciling, leaving, pointingBack, keeping);
    }

    CollapsedColumns renaming(ColumnPair pair) {
        return new CollapsedColumns(moving, plus(renaming, List.of(pair)), reconciling, leaving, pointingBack, keeping);
    }

    CollapsedColumns reconciling(String column, Reconcile choice) {
        var more = new HashMap<>(reconciling);
        if (more.put(column, choice) != null) {
            throw new InvalidChangeException("collapse reconciles the column %s twice".formatted(column));
        }
        return new CollapsedColumns(moving, renaming, more, leaving, pointingBack, keeping);
    }

    CollapsedColumns leaving(List<String> columns) {
        return new CollapsedColumns(moving, renaming, reconciling, plus(leaving, columns), pointingBack, keeping);
    }

    CollapsedColumns pointingBack(List<ColumnPair> pairs) {
        return new CollapsedColumns(moving, renaming, reconciling, leaving, plus(pointingBack, pairs), keeping);
    }

    CollapsedColumns keeping(List<String> columns) {
        return new CollapsedColumns(moving, renaming, reconciling, leaving, pointingBack, plus(keeping, columns));
    }

    private static <T> List<T> plus(List<T> some, List<T> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /** {@return the columns that move, those that are only said to be renamed among them} */
    List<String> allMoving() {
        var all = new ArrayList<>(moving);
        ColumnPair.from(renaming).stream()
                .filter(column -> !moving.contains(column) && !reconciling.containsKey(column))
                .forEach(all::add);
        return all;
    }

    /** {@return whether it is said what becomes of that column} */
    boolean says(String column) {
        return allMoving().contains(column) || reconciling.containsKey(column) || leaving.contains(column);
    }

    /** {@return the name that a column has in the other table} */
    String newName(String column) {
        return renaming.stream()
                .filter(pair -> pair.from().equals(column))
                .map(ColumnPair::to)
                .findFirst()
                .orElse(column);
    }

    boolean isRenamed(String column) {
        return !newName(column).equals(column);
    }

    void validate() {
        var said = new HashSet<String>();
        Stream.of(allMoving().stream(), reconciling.keySet().stream(), leaving.stream())
                .flatMap(columns -> columns)
                .filter(column -> !said.add(column))
                .findFirst()
                .ifPresent(column -> {
                    throw new InvalidChangeException(
                            "collapse says two things of the column %s: a column is moved, reconciled or left"
                                    .formatted(column));
                });
        ColumnPair.from(pointingBack).stream()
                .filter(column -> allMoving().contains(column) || reconciling.containsKey(column))
                .findFirst()
                .ifPresent(column -> {
                    throw new InvalidChangeException(
                            "collapse says two things of the column %s: it moves, or it only points back"
                                    .formatted(column));
                });
        Columns.requireDistinct("renaming", ColumnPair.from(renaming));
        var names = new HashSet<String>();
        allMoving().stream()
                .map(this::newName)
                .filter(name -> !names.add(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidChangeException("collapse moves two columns to the name %s".formatted(name));
                });
    }

    void addTo(List<Call> calls) {
        addUnlessEmpty("moving", moving, calls);
        renaming.forEach(pair -> calls.add(Call.of("renaming", pair.from(), pair.to())));
        new TreeMap<>(reconciling).forEach((column, choice) -> calls.add(reconciling(choice, column)));
        addUnlessEmpty("leaving", leaving, calls);
        if (!pointingBack.isEmpty()) {
            calls.add(PairText.of("pointingBack", pointingBack));
        }
        addUnlessEmpty("keeping", keeping, calls);
    }

    private static Call reconciling(Reconcile choice, String column) {
        return new Call(
                "reconciling", List.of(new Call.Text(column), new Call.Nested(List.of(Reconciled.call(choice)))));
    }

    private static void addUnlessEmpty(String name, List<String> columns, List<Call> calls) {
        if (!columns.isEmpty()) {
            calls.add(Call.of(name, columns));
        }
    }
}
