package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Check;
import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Dependent;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The way back from the end of a 1:1 table: the table as it was, filled from the one that it became a part of, and what
 * pointed at it.
 */
final class Restoration {
    private static final String SEQUENCE = "sequence of column ";

    /** Properties that a table is made with again. */
    private static final Set<String> MADE_AGAIN = Set.of("autoincrement", "rowid alias", "strict", "without rowid");

    /** Properties that say nothing that could be missed. */
    private static final Set<String> UNMISSED = Set.of("owner");

    private final Catalog before;
    private final Absorption absorption;
    private final List<Dependent> dependents;
    private final Table source;
    private final Table target;
    private final List<String> obstacles = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Restoration(Catalog before, Absorption absorption, List<Dependent> dependents) {
        this.before = before;
        this.absorption = absorption;
        this.dependents = dependents;
        this.source = before.table(absorption.source());
        this.target = before.table(absorption.target());
    }

    Undo undo() {
        dependents.forEach(user -> obstacles.add("the %s is not made again".formatted(user)));
        if (absorption.moved().isEmpty()) {
            obstacles.add(
                    "%s holds nothing by which the rows of %s could be told".formatted(target.name(), source.name()));
        }
        sayWhatIsGivenUp();
        sayWhatIsRenumbered();
        var operations = new ArrayList<Operation>();
        operations.add(new CreateTable(definition()));
        operations.add(new CopyRows(absorption, pointer()));
        operations.addAll(keys());
        return new Undo(operations, notes, obstacles);
    }

    private List<Column> pointer() {
        return absorption.pointer().stream().map(target::column).toList();
    }

    private static boolean isMadeAgain(String label) {
        return MADE_AGAIN.contains(label) || label.startsWith(SEQUENCE);
    }

    /** {@return what is said of a table besides its definition, and goes with it: comments, privileges} */
    static Map<String, String> lost(Table source) {
        var lost = new TreeMap<>(source.properties());
        lost.keySet().removeIf(label -> isMadeAgain(label) || UNMISSED.contains(label));
        return lost;
    }

    private Table definition() {
        var kept = new TreeMap<>(source.properties());
        kept.keySet().removeIf(label -> !isMadeAgain(label));
        lost(source)
                .forEach((label, value) ->
                        notes.add("the %s of %s does not come back: %s".formatted(label, source.name(), value)));
        var key = source.primaryKey();
        if (key != null
                && (key.deferral() != Deferral.NOT_DEFERRABLE || !key.include().isEmpty())) {
            obstacles.add("the %s of %s is no plain one, and is not made again".formatted(key, source.name()));
        }
        return source.withDependents(List.of()).withProperties(kept).inPlace();
    }

    // ---- what is lost

    private void sayWhatIsGivenUp() {
        var known = new HashSet<>(ColumnPair.to(absorption.joined()));
        known.addAll(ColumnPair.from(absorption.moved()));
        known.addAll(ColumnPair.from(absorption.pointingBack()));
        absorption.reconciled().forEach(each -> known.add(each.columns().from()));
        source.columns().stream()
                .filter(column -> !known.contains(column.name()) && !isNumberedAgain(column))
                .forEach(this::sayGivenUp);
        absorption.reconciled().stream()
                .filter(each -> !(each.choice() instanceof Reconcile.Agree))
                .forEach(each -> notes.add("both tables have what %s (%s) holds by then"
                        .formatted(target.name(), each.columns().to())));
        if (absorption.filling()) {
            notes.add("rows of %s that had none in %s get one".formatted(target.name(), source.name()));
        }
    }

    private void sayGivenUp(Column column) {
        if (column.generation() instanceof Generation.Computed) {
            return;
        }
        var value = column.defaultValue();
        if (column.notNull() && value == null) {
            obstacles.add("the values of %s (%s) were given up, and none can be made up"
                    .formatted(source.name(), column.name()));
            return;
        }
        notes.add("%s (%s) comes back as %s in every row"
                .formatted(source.name(), column.name(), value == null ? "NULL" : value));
    }

    /** A surrogate key that nothing else holds. */
    private boolean isNumberedAgain(Column column) {
        var key = source.primaryKey();
        return key != null
                && key.columns().equals(List.of(column.name()))
                && (column.name().equals(source.properties().get("rowid alias"))
                        || source.properties().containsKey(SEQUENCE + column.name())
                        || column.generation() instanceof Generation.Identity);
    }

    private void sayWhatIsRenumbered() {
        source.columns().stream()
                .filter(column -> !ColumnPair.to(absorption.joined()).contains(column.name()))
                .filter(this::isNumberedAgain)
                .forEach(column -> notes.add("%s (%s) is numbered anew".formatted(source.name(), column.name())));
        if (absorption.pointer().isEmpty()) {
            return;
        }
        var numbering = CopyRows.numbering(before, absorption);
        if (absorption.pointer().size() > 1 || numbering.size() != 1) {
            obstacles.add("the old values of %s (%s) are not kept, and none can be made of the primary key of %s"
                    .formatted(target.name(), String.join(", ", absorption.pointer()), target.name()));
            return;
        }
        var pointer = target.column(absorption.pointer().get(0));
        var number = target.column(numbering.get(0));
        if (!isInteger(pointer) || !isInteger(number)) {
            if (!pointer.type().equals(number.type())) {
                obstacles.add("the old values of %s (%s) are not kept, and none can be made of %s"
                        .formatted(target.name(), pointer.name(), number));
                return;
            }
        }
        notes.add("the old values of %s (%s) do not come back: each becomes that of %s"
                .formatted(target.name(), pointer.name(), number.name()));
        notes.add("the column %s comes back as the last one".formatted(pointer.name()));
    }

    private static boolean isInteger(Column column) {
        return column.type().toLowerCase(Locale.ROOT).contains("int");
    }

    // ---- what pointed at it

    private List<Operation> keys() {
        var name = target.name();
        var operations = new ArrayList<Operation>();
        var own = Names.oneToOne(name, ColumnPair.from(absorption.joined()));
        target.uniqueKeys().stream()
                .filter(key -> isOverPointer(key.columns().stream()))
                .forEach(key -> operations.add(new AddUniqueConstraint(name, key)));
        target.indexes().stream()
                .filter(index -> isOverPointer(index.plainColumns().stream()))
                .filter(index -> !own.equals(index.name()))
                .forEach(index -> operations.add(new CreateIndex(name, index)));
        target.checks().stream()
                .filter(check ->
                        absorption.pointer().stream().anyMatch(column -> ColumnUsers.uses(check.condition(), column)))
                .forEach(check -> operations.add(new AddCheck(name, named(check))));
        target.foreignKeys().stream()
                .filter(key -> key.referenced().equals(source.name()) || isOverPointer(key.columns().stream()))
                .forEach(key -> operations.add(new AddForeignKeyConstraint(name, key, false)));
        return operations;
    }

    private Check named(Check check) {
        return check.name() == null
                ? new Check(Names.check(target.name(), absorption.pointer()), check.condition(), true)
                : check;
    }

    private boolean isOverPointer(Stream<String> columns) {
        return columns.anyMatch(absorption.pointer()::contains);
    }
}
