package dev.intact.harness.migration;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.operation.CopyColumns;
import dev.intact.operation.MoveDuplicates;
import dev.intact.operation.MoveOrphans;
import dev.intact.operation.OnOrphans;
import dev.intact.operation.Primitive;
import dev.intact.operation.Quarantine;
import dev.intact.plan.Plan;
import dev.intact.plan.Stage;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a migration may change of what is there.
 *
 * @param tables tables that anything may become of
 * @param columns columns that may go, or have other values
 * @param quarantined tables of which rows may go, if they are in quarantine then
 */
record Allowed(Set<TableName> tables, Set<Column> columns, Set<TableName> quarantined) {
    static final Allowed NOTHING = new Allowed(Set.of(), Set.of(), Set.of());

    Allowed {
        tables = Set.copyOf(tables);
        columns = Set.copyOf(columns);
        quarantined = Set.copyOf(quarantined);
    }

    /** A column of a table. */
    record Column(TableName table, String name) {}

    /** What the change makes of the schema says what goes, and what comes from elsewhere. */
    static Allowed by(Plan plan) {
        var before = plan.before();
        var after = plan.change().after(before);
        var tables = new HashSet<TableName>();
        var columns = new HashSet<Column>();
        for (var table : before.tables().values()) {
            after.find(table.name())
                    .ifPresentOrElse(
                            then -> changed(table, then).forEach(columns::add), () -> tables.add(table.name()));
        }
        plan.operations().forEach(operation -> written(operation, before).forEach(columns::add));
        var quarantined = new HashSet<TableName>();
        plan.stages().forEach(stage -> quarantined(stage).forEach(quarantined::add));
        return new Allowed(tables, columns, quarantined);
    }

    private static Stream<Column> changed(Table before, Table after) {
        return before.columnNames().stream()
                .filter(column -> after.find(column).isEmpty()
                        || after.pending().derived().containsKey(column))
                .map(column -> new Column(before.name(), column));
    }

    /** Values that are written over, which the schema does not tell. */
    private static Stream<Column> written(Primitive operation, Catalog before) {
        if (operation instanceof MoveOrphans move && move.choice() == OnOrphans.SET_NULL) {
            return columns(before, move.table(), move.key().columns().stream());
        }
        if (operation instanceof MoveDuplicates move && move.repoint()) {
            return before.referencesTo(before.table(move.table()).name()).stream()
                    .flatMap(reference -> columns(before, reference.from(), reference.key().columns().stream()));
        }
        if (operation instanceof CopyColumns copy) {
            return columns(
                    before,
                    copy.table(),
                    copy.absorption().reconciled().stream()
                            .map(each -> each.columns().to()));
        }
        return Stream.empty();
    }

    private static Stream<Column> columns(Catalog catalog, TableName table, Stream<String> names) {
        var exact = catalog.table(table).name();
        return names.map(name -> new Column(exact, name));
    }

    private static Stream<TableName> quarantined(Stage stage) {
        var moves = stage.moves();
        return moves.stream().filter(table -> moves.contains(Quarantine.of(table)));
    }

    Allowed plus(Allowed other) {
        return new Allowed(
                union(tables, other.tables), union(columns, other.columns), union(quarantined, other.quarantined));
    }

    Allowed plusTable(TableName table) {
        return plus(new Allowed(Set.of(table), Set.of(), Set.of()));
    }

    Allowed plusColumn(TableName table, String column) {
        return plus(new Allowed(Set.of(), Set.of(new Column(table, column)), Set.of()));
    }

    private static <T> Set<T> union(Set<T> some, Set<T> others) {
        var all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }
}
