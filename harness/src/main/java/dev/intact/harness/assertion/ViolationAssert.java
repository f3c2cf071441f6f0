package dev.intact.harness.assertion;

import dev.intact.catalog.TableName;
import dev.intact.check.Violation;
import dev.intact.error.Fact;
import java.util.List;

/** Assertions about rows that break a rule. */
public final class ViolationAssert extends FactsAssert<ViolationAssert, Violation> {
    ViolationAssert(Violation actual) {
        super(actual, ViolationAssert.class);
    }

    /** The rule is the one of that stable name, such as {@code duplicate-key}. */
    public ViolationAssert hasCode(String code) {
        return holds(actual.code().equals(code), "code " + code);
    }

    /** The rows are in that table, whatever its schema. */
    public ViolationAssert in(String table) {
        return holds(actual.table().name().equals(table), "in " + table);
    }

    /** The rows are in that table; its schema counts where it is said. */
    public ViolationAssert in(TableName table) {
        return table.schema() == null ? in(table.name()) : holds(actual.table().equals(table), "in " + table);
    }

    /** So many rows break the rule. */
    public ViolationAssert ofRows(long rows) {
        return holds(actual.rows() == rows, rows + " rows");
    }

    /** So many values break the rule, each by one row or several. */
    public ViolationAssert ofValues(long values) {
        return holds(actual.groups() == values, values + " values");
    }

    /**
     * Among the rows that it shows are those of these primary keys; it does not show them all.
     *
     * @param keys as the violation prints them: {@code "3"}, {@code "'wf-17'"}, and {@code "(3, 'a')"} for two columns
     */
    public ViolationAssert withKeys(String... keys) {
        var shown = actual.samples().stream()
                .flatMap(sample -> sample.keys().stream())
                .toList();
        return holds(shown.containsAll(List.of(keys)), "keys " + String.join("; ", keys));
    }

    private ViolationAssert holds(boolean so, String expected) {
        if (!so) {
            throw failure("the violation is another one", facts(expected));
        }
        return this;
    }

    private List<Fact> facts(String expected) {
        return List.of(
                Fact.of("expected", expected),
                Fact.of("there is", actual.toString()),
                Fact.of("table", actual.table().toString()));
    }
}
