package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.ForeignKey.Action;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.TargetKey;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnsupportedChangeException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a foreign key needs, whatever the database. */
final class Keys {
    private Keys() {}

    /** {@return a plain foreign key} */
    static ForeignKey of(List<String> columns, TableName referenced, List<String> referencedColumns) {
        return new ForeignKey(
                null,
                Columns.require("addForeignKey", columns),
                referenced,
                Columns.requireDistinct("references", referencedColumns),
                Action.NO_ACTION,
                Action.NO_ACTION,
                List.of(),
                false,
                Deferral.NOT_DEFERRABLE,
                true);
    }

    /** {@return the key with the referenced table's full name, and the columns of its primary key where none are named} */
    static ForeignKey exact(Catalog catalog, ForeignKey key) {
        var there = catalog.table(key.referenced());
        var primaryKey = there.primaryKey();
        var columns = key.referencedColumns().isEmpty() && primaryKey != null
                ? primaryKey.columns()
                : key.referencedColumns();
        return key.to(there.name(), columns);
    }

    /** {@return the key of that table that points with the same columns at the same columns; of several, one that acts alike} */
    static Optional<ForeignKey> same(Catalog catalog, Table table, ForeignKey wanted) {
        return table.foreignKeys().stream()
                .filter(key -> catalog.find(key.referenced()).isPresent())
                .filter(key -> exact(catalog, key).sameReference(wanted))
                .min(Comparator.comparing(key -> !key.sameRule(wanted)));
    }

    /** {@return the condition that all of these are NULL, or none} A reference that is NULL in part points at nothing. */
    static String nullTogether(List<String> columns) {
        return "(%s) or (%s)".formatted(eachIs(columns, "null"), eachIs(columns, "not null"));
    }

    private static String eachIs(List<String> columns, String what) {
        return columns.stream()
                .map(column -> Names.quoted(column) + " is " + what)
                .collect(Collectors.joining(" and "));
    }

    /** Refuses a key that the database would not take. */
    static void refuseUnsound(Catalog before, Table there, ForeignKey key) {
        key.columns().forEach(there::column);
        var referenced = before.table(key.referenced());
        key.referencedColumns().forEach(referenced::column);
        refuseUnlessPaired(there, referenced, key);
        if (!TargetKey.isIn(referenced, key.referencedColumns())) {
            var columns = String.join("\", \"", key.referencedColumns());
            throw new UnsupportedChangeException(
                    "a foreign key from %s to %s (%s)"
                            .formatted(there.name(), referenced.name(), String.join(", ", key.referencedColumns())),
                    "no unique key is on just these columns, for all rows, checked at each statement",
                    "make them unique first: addUnique(\"%s\", \"%s\"), in this change or before it"
                            .formatted(referenced.name().name(), columns));
        }
    }

    /** Refuses a key whose actions could never be done, or that no row could ever get past. */
    static void refuseUseless(Catalog before, Table there, ForeignKey key) {
        refuseNullWhereForbidden(there, key, "DELETE", key.onDelete());
        refuseNullWhereForbidden(there, key, "UPDATE", key.onUpdate());
        refuseWritingOfComputed(there, key);
        refuseCircle(before, there, key);
    }

    private static void refuseUnlessPaired(Table there, Table referenced, ForeignKey key) {
        if (key.columns().size() != key.referencedColumns().size()) {
            throw new InvalidChangeException("%s (%s) cannot point at %s (%s): not as many columns"
                    .formatted(
                            there.name(),
                            String.join(", ", key.columns()),
                            referenced.name(),
                            key.referencedColumns().isEmpty()
                                    ? "no primary key"
                                    : String.join(", ", key.referencedColumns())));
        }
    }

    private static void refuseNullWhereForbidden(Table there, ForeignKey key, String event, Action action) {
        var set = key.setColumns().isEmpty() || event.equals("UPDATE") ? key.columns() : key.setColumns();
        var forbidding = set.stream()
                .map(there::column)
                .filter(column -> column.notNull() && isSetToNull(action, column))
                .map(Column::name)
                .toList();
        if (!forbidding.isEmpty()) {
            throw new InvalidChangeException("ON %s %s would set %s (%s) to NULL, which is forbidden there"
                    .formatted(
                            event,
                            action.toString().toUpperCase(Locale.ROOT),
                            there.name(),
                            String.join(", ", forbidding)));
        }
    }

    private static void refuseWritingOfComputed(Table there, ForeignKey key) {
        boolean written = isWriting(key.onDelete()) || isWriting(key.onUpdate()) || key.onUpdate() == Action.CASCADE;
        key.columns().stream()
                .map(there::column)
                .filter(column -> written && column.generation() instanceof Generation.Computed)
                .findFirst()
                .ifPresent(column -> {
                    throw new UnsupportedChangeException(
                            "such a foreign key from the generated column %s.%s".formatted(there.name(), column.name()),
                            "its actions would write to the column",
                            "leave these actions out");
                });
    }

    private static boolean isWriting(Action action) {
        return action == Action.SET_NULL || action == Action.SET_DEFAULT;
    }

    private static boolean isSetToNull(Action action, Column column) {
        return action == Action.SET_NULL || (action == Action.SET_DEFAULT && column.defaultValue() == null);
    }

    /** Where each row of a circle of tables needs one of the next to be there, the first can never be inserted. */
    private static void refuseCircle(Catalog before, Table there, ForeignKey key) {
        if (!isNeededAtOnce(there, key) || key.referenced().equals(there.name())) {
            return;
        }
        if (leads(before, key.referenced(), there.name(), new HashSet<>())) {
            throw new UnsupportedChangeException(
                    "a foreign key from %s to %s".formatted(there.name(), key.referenced()),
                    "foreign keys lead back from there to here, all of them on columns that are never NULL and"
                            + " checked at each statement: no row could ever be inserted",
                    "let one of them wait for the end of the transaction: .initiallyDeferred()");
        }
    }

    private static boolean leads(Catalog catalog, TableName from, TableName to, Set<TableName> seen) {
        if (from.equals(to)) {
            return true;
        }
        return seen.add(from)
                && catalog.find(from).stream()
                        .flatMap(table -> table.foreignKeys().stream().filter(key -> isNeededAtOnce(table, key)))
                        .anyMatch(key -> leads(catalog, key.referenced(), to, seen));
    }

    private static boolean isNeededAtOnce(Table table, ForeignKey key) {
        return !key.deferral().deferrable()
                && key.columns().stream()
                        .allMatch(column ->
                                table.find(column).filter(Column::notNull).isPresent());
    }
}
