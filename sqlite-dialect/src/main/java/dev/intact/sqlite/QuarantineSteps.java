package dev.intact.sqlite;

import dev.intact.catalog.Dependent;
import dev.intact.catalog.Table;
import dev.intact.check.Departing;
import dev.intact.check.Goers;
import dev.intact.check.Relation;
import dev.intact.check.Unquarantined;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.Quarantine;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.QueryPart;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** How rows are kept in a quarantine table: copied, and proved to be there. */
record QuarantineSteps(StageDraft draft, Table table, Table quarantine) {
    QuarantineSteps {
        if (table.properties().containsKey(PropertyReader.STRICT)
                && table.columns().stream().anyMatch(column -> column.type().equals("ANY"))) {
            throw new UnsupportedChangeException(
                    "moving rows of " + table.name(),
                    "a column of type ANY keeps '007' as it is only in a STRICT table, which the quarantine table is not",
                    "move or fix the rows by hand");
        }
    }

    void make() {
        if (draft.before().find(quarantine.name()).isEmpty()) {
            draft.run(creation(), "make the table that keeps the rows that go");
        }
    }

    private Query creation() {
        var columns = quarantine.columns().stream()
                .map(column ->
                        (QueryPart) DSL.sql("{0} {1}", DSL.name(column.name()), DSL.raw(UserSql.type(column.type()))))
                .toList();
        return DSL.query("create table {0} ({1})", Relation.name(quarantine.name()), DSL.list(columns));
    }

    void keep(Goers goers, String reason) {
        keep(goers, reason, goers.rows(draft.before(), table.columnNames()));
    }

    /** Without those that are kept already as some of these. */
    void keep(Departing goers, String reason, List<Departing> kept) {
        keep(goers, reason, goers.rowsBesides(kept, draft.before(), table.columnNames()));
    }

    private void keep(Goers goers, String reason, Select<?> rows) {
        draft.run(copy(rows, reason), "copy the rows that go");
        draft.prove(new Unquarantined(goers, quarantine.name()), "every row that goes is kept");
    }

    private Query copy(Select<?> rows, String reason) {
        var columns = table.columnNames();
        var targets = new ArrayList<>(Relation.fields(columns));
        targets.add(Relation.field(Quarantine.REASON));
        targets.add(Relation.field(Quarantine.MOVED_AT));
        var values = new ArrayList<Field<?>>(Relation.fields(columns));
        values.add(DSL.inline(reason));
        values.add(DSL.currentTimestamp());
        return DSL.insertInto(DSL.table(Relation.name(quarantine.name())), targets)
                .select(DSL.select(values).from(rows.asTable(DSL.name("goers"))));
    }

    void warnOfTriggers(String event) {
        table.dependents().stream()
                .filter(user -> user.kind() == Dependent.Kind.TRIGGER)
                .forEach(trigger -> {
                    draft.workplace()
                            .requireForeignKeys(
                                    "moving rows of " + table.name(),
                                    "what the %s does may need them".formatted(trigger),
                                    "do it in a change of its own, before this one");
                    draft.warn("rows are %s, for which the %s may fire".formatted(event, trigger));
                });
    }
}
