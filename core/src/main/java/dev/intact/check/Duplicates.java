package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Expression;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
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
import org.jooq.Select;
import org.jooq.SelectField;
import org.jooq.SelectOrderByStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * No two rows are equal in these terms.
 *
 * @param table the table
 * @param terms columns and expressions
 * @param predicate the rows among which it holds, or null for all
 * @param nullsDistinct whether rows with a NULL never equal each other
 */
public record Duplicates(
        TableName table, List<IndexTerm> terms, @Nullable Expression predicate, boolean nullsDistinct)
        implements DataCheck {
    private static final int KEYS_PER_SAMPLE = 10;
    private static final Field<Long> ROWS = DSL.field(DSL.name("intact_rows"), Long.class);
    private static final Field<Integer> PLACE = DSL.field(DSL.name("intact_place"), Integer.class);

    public Duplicates {
        terms = List.copyOf(terms);
    }

    @Override
    public String rule() {
        return "unique " + (nullsDistinct ? "" : "nulls not distinct ") + termList()
                + (predicate == null ? "" : " where " + predicate);
    }

    private String termList() {
        return terms.stream().map(IndexTerm::toString).collect(Collectors.joining(", ", "(", ")"));
    }

    List<Field<Object>> fields() {
        return terms.stream().map(Relation::field).toList();
    }

    /** Rows that can equal another at all: in the predicate and, as SQL has it, without a NULL. */
    Condition eligible(Catalog catalog) {
        var there = catalog.table(table);
        var condition = predicate == null ? DSL.noCondition() : Relation.condition(predicate);
        for (var term : terms) {
            if (nullsDistinct && !isNeverNull(there, term)) {
                condition = condition.and(Relation.field(term).isNotNull());
            }
        }
        return condition;
    }

    private static boolean isNeverNull(Table there, IndexTerm term) {
        return term.value() instanceof IndexTerm.OfColumn of
                && there.find(of.name()).filter(Column::notNull).isPresent();
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        var selected = new ArrayList<SelectField<?>>(fields());
        selected.add(DSL.count());
        return repeated(catalog, selected);
    }

    private SelectOrderByStep<Record> repeated(Catalog catalog, List<SelectField<?>> selected) {
        return DSL.select(selected)
                .from(Relation.rows(catalog, catalog.table(table)))
                .where(eligible(catalog))
                .groupBy(fields())
                .having(DSL.count().gt(DSL.inline(1)));
    }

    /** The groups of equal rows, their terms under names of ours, with the number of rows. */
    private SelectOrderByStep<Record> groups(Catalog catalog) {
        var selected = new ArrayList<SelectField<?>>(namedFields());
        selected.add(DSL.count().as(ROWS));
        return repeated(catalog, selected);
    }

    /** The terms under names of ours. */
    List<Field<Object>> namedFields() {
        var fields = fields();
        return IntStream.range(0, fields.size())
                .mapToObj(i -> fields.get(i).as(termName(i)))
                .toList();
    }

    private static Field<Object> termName(int number) {
        return Relation.field("intact_term_" + number);
    }

    List<Field<Object>> termNames() {
        return IntStream.range(0, terms.size()).mapToObj(Duplicates::termName).toList();
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        var totals = database.select(DSL.count(), DSL.sum(ROWS))
                .from(groups(catalog).asTable(DSL.name("duplicates")))
                .fetchSingle();
        int values = totals.value1();
        if (values == 0) {
            return Optional.empty();
        }
        long rows = totals.value2().longValue();
        return Optional.of(new Violation(
                "duplicate-key",
                table,
                "%s %s is not unique".formatted(table.name(), termList()),
                rule(),
                values,
                rows,
                "%s on %s".formatted(Amount.of(values, "value"), Amount.of(rows, "row")),
                samples(database, catalog, samples),
                database.renderInlined(violations(catalog)),
                "fix the rows, or choose: .onDuplicates(keepFirst(asc(\"%s\"))) moves the others to a quarantine table"
                        .formatted(orderHint(catalog.table(table)))));
    }

    private static String orderHint(Table there) {
        var key = there.primaryKey();
        return key == null ? there.columns().get(0).name() : key.columns().get(0);
    }

    /** The first groups, each joined with the rows it is made of, so that no value has to travel back into a query. */
    private List<Violation.Sample> samples(DSLContext database, Catalog catalog, int samples) {
        var there = catalog.table(table);
        var keys = RowKeys.fields(there);
        var sameGroup = eligible(catalog);
        for (int i = 0; i < terms.size(); i++) {
            sameGroup = sameGroup.and(Relation.field(terms.get(i)).isNotDistinctFrom(termName(i)));
        }
        var selected = new ArrayList<SelectField<?>>(termNames());
        selected.add(ROWS);
        selected.addAll(keys);
        selected.add(DSL.rowNumber()
                .over(DSL.partitionBy(termNames()).orderBy(keys.isEmpty() ? termNames() : keys))
                .as(PLACE));
        var members = DSL.select(selected)
                .from(groups(catalog)
                        .orderBy(termNames())
                        .limit(DSL.inline(samples))
                        .asTable(DSL.name("duplicates")))
                .join(Relation.rows(catalog, there))
                .on(sameGroup)
                .asTable(DSL.name("members"));
        var found = database.select(DSL.asterisk())
                .from(members)
                .where(PLACE.le(DSL.inline(KEYS_PER_SAMPLE)))
                .orderBy(Stream.<OrderField<?>>concat(termNames().stream(), Stream.of(PLACE))
                        .toList())
                .fetch();
        var byGroup = new LinkedHashMap<String, List<Record>>();
        found.forEach(row ->
                byGroup.computeIfAbsent(text(row), group -> new ArrayList<>()).add(row));
        return byGroup.entrySet().stream()
                .map(group -> sample(group.getKey(), group.getValue(), there))
                .toList();
    }

    private static Violation.Sample sample(String what, List<Record> members, Table there) {
        var keys = RowKeys.fields(there).isEmpty()
                ? List.<String>of()
                : members.stream().map(row -> RowKeys.text(row, there)).toList();
        return new Violation.Sample(what, members.get(0).get(ROWS), keys, RowKeys.label(there));
    }

    private String text(Record row) {
        return IntStream.range(0, terms.size())
                .mapToObj(i -> terms.get(i).value() + " = " + Literal.show(row.get(termName(i))))
                .collect(Collectors.joining(", "));
    }
}
