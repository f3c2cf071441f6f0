package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Generation;
import dev.intact.catalog.ShortName;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.Nulls;
import dev.intact.operation.AddSurrogate;
import dev.intact.operation.SharedRows;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Name;
import org.jooq.impl.DSL;

/**
 * A column with a value of its own in every row. At once, the whole table is written anew. Online, the column comes empty,
 * with a default for rows that are yet to come, and those that are there are filled in batches. A column that is numbered
 * by the database cannot come so: until it is filled, its numbers come from a sequence of its own.
 */
final class SurrogateStages {
    private final Catalog before;
    private final Stages stages;
    private final TableName table;
    private final Column column;
    private final ColumnNames names;

    private SurrogateStages(AddSurrogate operation, Catalog before, ColumnNames names) {
        this.before = before;
        this.stages = new Stages(operation, Phase.EXPAND, before);
        this.table = before.table(operation.table()).name();
        this.column = operation.definition(before);
        this.names = names;
    }

    static List<Stage> of(AddSurrogate operation, Catalog before, Mode mode, ColumnNames names) {
        var adding = new SurrogateStages(operation, before, names);
        if (adding.stages.isDone()) {
            return List.of();
        }
        SharedRows.refuse(adding.stages.table());
        Publications.warn(adding.stages, adding.stages.table(), List.of(operation.column()));
        boolean begun = operation.isUnderWay(before);
        if (mode == Mode.ATOMIC && !begun) {
            adding.stages.warn("adding %s writes every row of %s anew".formatted(operation.column(), adding.table));
            return adding.stages.finish(adding.whole());
        }
        QuarantineSteps.refuseRulesOnUpdate(adding.stages.table());
        QuarantineSteps.warnOfTriggers(adding.stages, adding.stages.table(), "that are filled in");
        return adding.online(begun);
    }

    private Step whole() {
        return Steps.brief(
                Ddl.addColumn(table, column, column.type()), "add the column, with a value in each row", lock());
    }

    private List<Lock> lock() {
        return Locks.on(table, Lock.Mode.ACCESS_EXCLUSIVE);
    }

    private boolean isNumbered() {
        return column.generation() instanceof Generation.Identity;
    }

    private List<Stage> online(boolean begun) {
        if (!begun) {
            begin();
        }
        stages.repeated(fill(), new Nulls(table, List.of(column.name())));
        var check = ProvingCheck.notNull(names.of(column.name()));
        if (!check.isSaidBy(stages.table())) {
            check.prove(stages);
        }
        return stages.finish(end(check), after -> check.without(after, stages.table()));
    }

    /** {@return the sequence, which goes with the column until it has done its work} */
    private Name sequence() {
        return Names.of(table.sibling(ShortName.of("intact_numbers_%s_%s".formatted(table.name(), column.name()))));
    }

    private void begin() {
        var steps = new ArrayList<Step>();
        var empty = Column.of(column.name(), column.type());
        steps.add(Steps.brief(Ddl.addColumns(table, List.of(empty)), "add the column", lock()));
        var value = isNumbered()
                ? Expression.of(Ddl.sql("nextval({0}::regclass)", DSL.inline(Ddl.sql("{0}", sequence()))))
                : Expression.of(String.valueOf(column.defaultValue()));
        if (isNumbered()) {
            steps.add(Steps.brief(
                    Ddl.sql(
                            "create sequence {0} owned by {1}.{2}",
                            sequence(), Names.of(table), DSL.name(column.name())),
                    "count, until the column does it by itself",
                    List.of()));
        }
        steps.add(Steps.brief(
                Ddl.setDefaults(table, List.of(empty.withDefault(value))), "for rows that are yet to come", lock()));
        Table there = stages.table();
        stages.together(
                steps,
                stages.now()
                        .with(there.with(begun(value), Expression.of("null")))
                        .inPlace());
    }

    /** The column as it is read back. */
    private Column begun(Expression value) {
        return isNumbered()
                ? Column.of(column.name(), column.type()).withDefault(value)
                : stages.table().name().equals(table)
                        ? before.inNormalForm(table, column).withNotNull(false)
                        : column;
    }

    private Step fill() {
        var empty = Ddl.part("{0} is null", DSL.name(column.name()));
        var whole =
                Ddl.sql("update only {0} set {1} = default where {2}", Names.of(table), DSL.name(column.name()), empty);
        var range = Ddl.sql(
                "update only {0} set {1} = default where {2} and {3}",
                Names.of(table), DSL.name(column.name()), empty, Ddl.pages(table.name()));
        return new Step.Backfill(
                range, whole, "give each row a value", Locks.on(table, Lock.Mode.ROW_EXCLUSIVE), table);
    }

    private List<Step> end(ProvingCheck check) {
        var steps = new ArrayList<Step>();
        if (isNumbered()) {
            steps.add(Steps.brief(
                    Ddl.sql("lock table {0} in access exclusive mode", Names.of(table)), "keep everyone out", lock()));
        }
        steps.add(Steps.brief(Ddl.alterColumn(table, column.name(), "set not null"), "forbid NULL", lock()));
        if (isNumbered()) {
            steps.addAll(numbering());
        }
        if (check.isIn(stages.table())) {
            steps.add(check.drop(before, stages.table()));
        }
        return steps;
    }

    private List<Step> numbering() {
        return List.of(
                Steps.brief(Ddl.alterColumn(table, column.name(), "drop default"), "it is numbered by itself", lock()),
                Steps.brief(
                        Ddl.sql("alter sequence {0} owned by none", sequence()),
                        "tell it from the column's own",
                        List.of()),
                Steps.brief(
                        Ddl.alterColumn(table, column.name(), "add generated by default as identity"),
                        "let the database number it",
                        lock()),
                Steps.brief(
                        Ddl.sql(
                                "select setval(pg_get_serial_sequence({0}, {1})::regclass, last_value, is_called) from {2}",
                                DSL.inline(Ddl.sql("{0}", Names.of(table))), DSL.inline(column.name()), sequence()),
                        "go on where counting has come to",
                        List.of()),
                Steps.brief(Ddl.sql("drop sequence {0}", sequence()), "it has done its work", List.of()));
    }
}
