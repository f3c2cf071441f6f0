package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Expression;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SelectField;
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
        return groups(catalog).select(selected);
    }

    private RowGroups groups(Catalog catalog) {
        return new RowGroups(
                catalog,
                catalog.table(table),
                fields(),
                terms.stream().map(term -> term.value().toString()).toList(),
                eligible(catalog),
                2);
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        return groups(catalog)
                .find(database, samples)
                .map(found -> new Violation(
                        "duplicate-key",
                        table,
                        "%s %s is not unique".formatted(table.name(), termList()),
                        rule(),
                        found.groups(),
                        found.rows(),
                        found.words(),
                        found.samples(),
                        database.renderInlined(violations(catalog)),
                        "fix the rows, or choose: addUnique(…).onDuplicates(keepFirst(asc(\"%s\"))) moves the others to a quarantine table"
                                .formatted(orderHint(catalog.table(table)))));
    }

    private static String orderHint(Table there) {
        var key = there.primaryKey();
        return key == null ? there.columns().get(0).name() : key.columns().get(0);
    }
}
