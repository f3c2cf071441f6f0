package dev.intact.operation;

import dev.intact.catalog.Check;
import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What holds for a table that goes and will hold no more, or otherwise, in the one that takes its columns over. */
final class LeftRules {
    private final Table source;
    private final Absorption absorption;
    private final List<String> moved;
    private final List<String> reconciled;

    LeftRules(Table source, Absorption absorption) {
        this.source = source;
        this.absorption = absorption;
        moved = ColumnPair.from(absorption.moved());
        reconciled = absorption.reconciled().stream()
                .map(each -> each.columns().from())
                .toList();
    }

    List<String> warnings() {
        var warnings = new ArrayList<String>();
        Stream.of(
                        source.uniqueKeys().stream()
                                .filter(key -> isLeft(key.columns()))
                                .map(Object::toString),
                        source.indexes().stream()
                                .filter(index -> index.unique() && isLeft(columnsOf(index)))
                                .map(Index::toString),
                        source.checks().stream()
                                .filter(check -> isLeft(columnsOf(check)))
                                .map(Check::toString),
                        source.foreignKeys().stream()
                                .filter(key -> !isToTarget(key) && isLeft(key.columns()))
                                .map(ForeignKey::toString))
                .flatMap(rules -> rules)
                .map(rule -> "%s of %s goes with it: it is about a column that %s has already"
                        .formatted(rule, source.name(), absorption.target()))
                .forEach(warnings::add);
        source.foreignKeys().stream()
                .filter(key -> key.onDelete() == ForeignKey.Action.CASCADE && !isToTarget(key))
                .filter(key -> key.columns().stream().anyMatch(moved::contains))
                .map(key ->
                        "deleting a row of %s, which took its rows of %s along, takes those of %s along from then on"
                                .formatted(key.referenced(), source.name(), absorption.target()))
                .forEach(warnings::add);
        return warnings;
    }

    private boolean isToTarget(ForeignKey key) {
        return key.referenced().name().equals(absorption.target().name());
    }

    /** Those about a column that moves come along, or are refused. */
    private boolean isLeft(List<String> columns) {
        return columns.stream().anyMatch(reconciled::contains)
                && columns.stream().noneMatch(moved::contains);
    }

    private List<String> columnsOf(Index index) {
        return source.columnNames().stream()
                .filter(column -> ColumnUsers.uses(index, column))
                .toList();
    }

    private List<String> columnsOf(Check check) {
        return source.columns().stream()
                .map(Column::name)
                .filter(column -> ColumnUsers.uses(check.condition(), column))
                .toList();
    }
}
