package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jooq.SelectOrderByStep;
import org.jooq.impl.DSL;

/**
 * Rows that break a rule together, having the same values.
 *
 * @param catalog the schema
 * @param table where the rows are
 * @param terms the values
 * @param labels what people call each of them
 * @param condition which rows count
 * @param least how many rows of the same values it takes to break the rule
 */
record RowGroups(
        Catalog catalog, Table table, List<Field<Object>> terms, List<String> labels, Condition condition, int least) {
    private static final int KEYS_PER_SAMPLE = 10;
    private static final Field<Long> ROWS = DSL.field(DSL.name("intact_rows"), Long.class);
    private static final Field<Integer> PLACE = DSL.field(DSL.name("intact_place"), Integer.class);

    /** What was found. */
    record Found(long groups, long rows, List<Violation.Sample> samples) {
        String words() {
            return "%s on %s".formatted(Amount.of(groups, "value"), Amount.of(rows, "row"));
        }
    }

    /** {@return the groups: these fields of each} */
    SelectOrderByStep<Record> select(List<? extends SelectField<?>> fields) {
        var grouped = DSL.select(fields)
                .from(Relation.rows(catalog, table))
                .where(condition)
                .groupBy(terms);
        return least > 1 ? grouped.having(DSL.count().ge(DSL.inline(least))) : grouped;
    }

    /** The terms under names of ours, with the number of rows. */
    private SelectOrderByStep<Record> groups() {
        var selected = new ArrayList<SelectField<?>>(named(terms));
        selected.add(DSL.count().as(ROWS));
        return select(selected);
    }

    /** {@return these terms under names of ours} */
    static List<Field<Object>> named(List<Field<Object>> terms) {
        return IntStream.range(0, terms.size())
                .mapToObj(i -> terms.get(i).as(name(i)))
                .toList();
    }

    /** {@return the names of ours for so many terms} */
    static List<Field<Object>> names(int terms) {
        return IntStream.range(0, terms).mapToObj(RowGroups::name).toList();
    }

    private static Field<Object> name(int number) {
        return Relation.field("intact_term_" + number);
    }

    private List<Field<Object>> names() {
        return names(terms.size());
    }

    Optional<Found> find(DSLContext database, int samples) {
        var totals = database.select(DSL.count(), DSL.sum(ROWS))
                .from(groups().asTable(DSL.name("found")))
                .fetchSingle();
        int values = totals.value1();
        return values == 0
                ? Optional.empty()
                : Optional.of(new Found(values, totals.value2().longValue(), samples(database, samples)));
    }

    /** The first groups, each joined with the rows it is made of, so that no value has to travel back into a query. */
    private List<Violation.Sample> samples(DSLContext database, int samples) {
        var keys = RowKeys.fields(table);
        var sameGroup = condition;
        for (int i = 0; i < terms.size(); i++) {
            sameGroup = sameGroup.and(terms.get(i).isNotDistinctFrom(name(i)));
        }
        var selected = new ArrayList<SelectField<?>>(names());
        selected.add(ROWS);
        selected.addAll(keys);
        selected.add(DSL.rowNumber()
                .over(DSL.partitionBy(names()).orderBy(keys.isEmpty() ? names() : keys))
                .as(PLACE));
        var members = DSL.select(selected)
                .from(groups().orderBy(names()).limit(DSL.inline(samples)).asTable(DSL.name("found")))
                .join(Relation.rows(catalog, table))
                .on(sameGroup)
                .asTable(DSL.name("members"));
        var found = database.select(DSL.asterisk())
                .from(members)
                .where(PLACE.le(DSL.inline(KEYS_PER_SAMPLE)))
                .orderBy(Stream.<OrderField<?>>concat(names().stream(), Stream.of(PLACE))
                        .toList())
                .fetch();
        var byGroup = new LinkedHashMap<String, List<Record>>();
        found.forEach(row ->
                byGroup.computeIfAbsent(text(row), group -> new ArrayList<>()).add(row));
        return byGroup.entrySet().stream()
                .map(group -> sample(group.getKey(), group.getValue()))
                .toList();
    }

    private Violation.Sample sample(String what, List<Record> members) {
        var keys = RowKeys.fields(table).isEmpty()
                ? List.<String>of()
                : members.stream().map(row -> RowKeys.text(row, table)).toList();
        return new Violation.Sample(what, members.get(0).get(ROWS), keys, RowKeys.label(table));
    }

    private String text(Record row) {
        return IntStream.range(0, terms.size())
                .mapToObj(i -> labels.get(i) + " = " + Literal.show(row.get(name(i))))
                .collect(Collectors.joining(", "));
    }
}
