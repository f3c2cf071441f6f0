package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Expression;
import dev.intact.catalog.ShortName;
import dev.intact.catalog.Table;
import dev.intact.plan.Lock;
import dev.intact.plan.Step;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.impl.DSL;

/**
 * A CHECK that is there for a while, to prove something of a column's values while others write: new rows are held to it
 * at once, those that are there are looked through without keeping anyone waiting (documentation of ALTER TABLE, VALIDATE
 * CONSTRAINT).
 *
 * @param name its name, which tells what is ours
 * @param sql the condition as a statement says it
 * @param condition the condition as the server writes it
 */
record ProvingCheck(String name, String sql, String condition) {
    private static final String NOT_NULL = "intact_not_null_";
    private static final String NOT_VALID = " NOT VALID";
    private static final String UNTOLD = "…";
    private static final String NOTHING_LOST = "intact_nothing_lost_";

    /** {@return the CHECK that a column holds no NULL} */
    static ProvingCheck notNull(ColumnNames.ColumnName column) {
        return new ProvingCheck(
                ShortName.of(NOT_NULL + column.name()),
                Ddl.sql("{0} is not null", DSL.name(column.name())),
                column.quoted() + " IS NOT NULL");
    }

    /**
     * {@return the CHECK that a column holds nothing but that value, or without one nothing but NULL} How the server
     * writes it cannot be foretold, so its name tells which value it is about.
     */
    static ProvingCheck holdsOnly(Column column, Optional<Expression> value) {
        var name = DSL.name(column.name());
        var sql = value.map(each -> Ddl.sql(
                        "cast(row({0}) as record) *= cast(row(cast(({1}) as {2})) as record)",
                        name, DSL.raw(each.sql()), DSL.raw(column.type())))
                .orElseGet(() -> Ddl.sql("{0} is null", name));
        return new ProvingCheck(
                ShortName.of("%s%08x_%s".formatted(NOTHING_LOST, sql.hashCode(), column.name())), sql, UNTOLD);
    }

    /** {@return what is read as the definition of a CHECK of ours} */
    static String read(String name, String definition) {
        boolean validated = !definition.endsWith(NOT_VALID);
        return name.startsWith(NOTHING_LOST) ? new ProvingCheck(name, "", UNTOLD).definition(validated) : definition;
    }

    /** {@return whether a CHECK of that name is one of these, so that it is read as a property: it is nobody's but ours} */
    static boolean isOne(String name) {
        return name.startsWith(NOT_NULL) || name.startsWith(NOTHING_LOST);
    }

    private String label() {
        return ConstraintReader.OTHER + name;
    }

    /** Its definition as the server prints it. */
    private String definition(boolean validated) {
        return "CHECK ((" + condition + "))" + (validated ? "" : NOT_VALID);
    }

    /** {@return whether a validated CHECK of the table, ours or not, says it} */
    boolean isSaidBy(Table table) {
        return definition(true).equals(table.properties().get(label()))
                || table.checks().stream()
                        .anyMatch(check ->
                                check.validated() && check.condition().sql().equals(condition));
    }

    /** {@return whether the table has it, validated or not} */
    boolean isIn(Table table) {
        return table.properties().containsKey(label());
    }

    /** Adds the stages that make it and look through the rows. */
    void prove(Stages stages) {
        var table = stages.table();
        if (!isIn(table)) {
            stages.together(
                    List.of(Steps.brief(
                            Ddl.sql(
                                    "alter table {0} add constraint {1} check ({2}) not valid",
                                    Names.of(table.name()), DSL.name(name), DSL.raw(SqlText.single(sql))),
                            "hold new rows to it",
                            Locks.onAllOf(stages.now(), table, Lock.Mode.ACCESS_EXCLUSIVE))),
                    with(stages.now(), table, definition(false)));
        }
        stages.alone(
                Steps.patient(
                        Ddl.sql("alter table {0} validate constraint {1}", Names.of(table.name()), DSL.name(name)),
                        "look through the rows that are there",
                        Locks.onAllOf(stages.now(), table, Lock.Mode.SHARE_UPDATE_EXCLUSIVE)),
                with(stages.now(), table, definition(true)));
    }

    /** {@return the step that drops it} */
    Step drop(Catalog catalog, Table table) {
        return Steps.brief(
                Ddl.dropConstraint(table.name(), name),
                "drop the CHECK, which has done its work",
                Locks.onAllOf(catalog, table, Lock.Mode.ACCESS_EXCLUSIVE));
    }

    /** {@return the steps that drop such CHECKs that the rows did not pass; a table below another loses them with it} */
    static List<Step> leftovers(Catalog now, Table table) {
        return table.properties().entrySet().stream()
                .filter(each -> each.getKey().startsWith(ConstraintReader.OTHER)
                        && each.getValue().endsWith(NOT_VALID)
                        && !isInherited(now, table, each.getKey()))
                .map(each -> each.getKey().substring(ConstraintReader.OTHER.length()))
                .filter(ProvingCheck::isOne)
                .map(name -> new ProvingCheck(name, "", "").drop(now, table))
                .toList();
    }

    private static boolean isInherited(Catalog now, Table table, String label) {
        var parents =
                List.of(table.properties().getOrDefault("inherits from", "").split(", "));
        return now.tables().values().stream()
                .filter(each -> each.partitions().contains(table.name())
                        || parents.contains(each.name().toString()))
                .anyMatch(parent -> parent.properties().containsKey(label));
    }

    /** {@return the schema without it} */
    Catalog without(Catalog catalog, Table table) {
        var now = catalog.table(table.name());
        var properties = new TreeMap<>(now.properties());
        properties.remove(label());
        return catalog.with(now.withProperties(properties));
    }

    private Catalog with(Catalog catalog, Table table, String definition) {
        var now = catalog.table(table.name());
        var properties = new TreeMap<>(now.properties());
        properties.put(label(), definition);
        return catalog.with(now.withProperties(properties));
    }
}
