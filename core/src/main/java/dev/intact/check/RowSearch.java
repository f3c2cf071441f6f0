package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * A search for single rows that break a rule, one by one.
 *
 * @param code the stable name of the rule
 * @param headline what is wrong when there are any
 * @param remedy what can be done
 */
record RowSearch(String code, String headline, String remedy) {

    static Select<?> select(Catalog catalog, TableName table, Condition condition) {
        return DSL.select(DSL.asterisk())
                .from(Relation.rows(catalog, catalog.table(table)))
                .where(condition);
    }

    Optional<Violation> find(DSLContext database, Catalog catalog, DataCheck check, Condition condition, int samples) {
        return find(database, catalog, check, Relation.rows(catalog, catalog.table(check.table())), condition, samples);
    }

    /** The same for a rule that is broken by each row which its query brings. */
    Optional<Violation> find(DSLContext database, Catalog catalog, DataCheck check, int samples) {
        var broken = check.violations(catalog).asTable(DSL.name("violations"));
        return find(database, catalog, check, broken, DSL.noCondition(), samples);
    }

    private Optional<Violation> find(
            DSLContext database, Catalog catalog, DataCheck check, Table<?> from, Condition condition, int samples) {
        var there = catalog.table(check.table());
        long rows =
                database.selectCount().from(from).where(condition).fetchSingle().value1();
        if (rows == 0) {
            return Optional.empty();
        }
        var found = RowKeys.of(database, from, there, condition, samples).stream()
                .map(key -> new Violation.Sample(RowKeys.label(there) + " = " + key, 1, List.of(), ""))
                .toList();
        return Optional.of(new Violation(
                code,
                check.table(),
                headline,
                check.rule(),
                rows,
                rows,
                Amount.of(rows, "row"),
                found,
                database.renderInlined(check.violations(catalog)),
                remedy));
    }
}
