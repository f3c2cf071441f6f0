package dev.intact.postgres;

import dev.intact.catalog.Check;
import dev.intact.catalog.Column;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQL;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The server's own words for expressions. It stores them rewritten ({@code status in ('a')} becomes {@code status =
 * 'a'::text}), so two texts are compared by what {@code EXPLAIN (VERBOSE)} prints as a query's output for each: parsed
 * and simplified by the server, and not executed. ONLY, since then one plan prints the columns without a table before
 * them, also for a partitioned table and one without partitions.
 */
final class NormalForms {
    private static final String OUTPUT = "  Output: ";

    private final DSLContext database;

    NormalForms(DSLContext database) {
        this.database = database;
    }

    /**
     * {@return the normal forms of these expressions over the columns of a table, by their text} One that the server
     * cannot make sense of, because a column is yet to come or for any other reason, is its own.
     */
    Map<String, String> of(TableName table, Set<String> texts) {
        var ordered = List.copyOf(texts);
        var all = explain(ordered, table);
        var forms = new HashMap<String, String>();
        for (int i = 0; i < ordered.size(); i++) {
            var text = ordered.get(i);
            var form = all.isPresent()
                    ? Optional.of(all.get().get(i))
                    : explain(List.of(text), table).map(one -> one.get(0));
            forms.put(text, form.map(NormalForms::withoutTrue).orElse(text));
        }
        return forms;
    }

    /** An index {@code where true} is stored as one over all rows. */
    private static String withoutTrue(String form) {
        return form.equals("true") ? Expression.ALWAYS : form;
    }

    /** {@return the server's names of types, by their text; a type that it does not know keeps its own} */
    Map<String, String> ofTypes(Set<String> types) {
        var names = new HashMap<String, String>();
        for (var type : types) {
            var printed =
                    explain(List.of("null::" + SqlText.single(type)), null).map(one -> one.get(0));
            names.put(type, printed.map(NormalForms::afterCast).orElse(type));
        }
        return names;
    }

    /**
     * {@return whether an expression without columns can differ from row to row} A subquery is merged into the query
     * around it only if it has no volatile function (the server's own planner/README, "Pulling Up Subqueries").
     */
    boolean isVolatile(String expression) {
        var inner = DSL.select(
                        DSL.field("({0})", DSL.raw(SqlText.single(expression))).as("value"),
                        DSL.inline(1).as("row"))
                .from(DSL.table("generate_series(1, 2)"))
                .asTable(DSL.name("intact_values"));
        var query = DSL.select(DSL.field(DSL.name("value")))
                .from(inner)
                .where(DSL.field(DSL.name("value")).isNotNull());
        return plan(DSL.sql("explain (costs off) {0}", query))
                .filter(lines -> lines.contains("Subquery Scan"))
                .isPresent();
    }

    /** A null of a domain is printed as one of its base type, cast: the last cast is it. */
    private static String afterCast(String printed) {
        return printed.substring(printed.lastIndexOf("::") + 2);
    }

    /** What the server prints for each text, or nothing if it refuses one of them. */
    private Optional<List<String>> explain(List<String> texts, @Nullable TableName table) {
        var fields = new ArrayList<Field<?>>();
        for (int i = 0; i < texts.size(); i++) {
            fields.add(DSL.field("({0})", DSL.raw(texts.get(i))));
            fields.add(DSL.inline(mark(i)));
        }
        var query =
                table == null ? DSL.select(fields) : DSL.select(fields).from(DSL.table("only {0}", Names.of(table)));
        return plan(DSL.sql("explain (verbose, costs off) {0}", query)).flatMap(plan -> output(plan, texts.size()));
    }

    /** The lines of a plan, or nothing if the server refuses the query. */
    private Optional<String> plan(SQL explain) {
        database.execute("savepoint intact_expressions");
        try {
            return Optional.of(String.join("\n", database.fetch(explain).getValues(0, String.class)));
        } catch (DataAccessException refused) {
            database.execute("rollback to savepoint intact_expressions");
            return Optional.empty();
        } finally {
            database.execute("release savepoint intact_expressions");
        }
    }

    /** The output is one line unless a literal in it has several; the marks tell where each expression ends. */
    private static Optional<List<String>> output(String plan, int count) {
        int at = plan.indexOf(OUTPUT) + OUTPUT.length();
        var forms = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            var end = ", '" + mark(i) + "'::text";
            int until = plan.indexOf(end, at);
            if (until < 0) {
                return Optional.empty();
            }
            forms.add(plan.substring(at, until));
            at = until + end.length() + ", ".length();
        }
        return Optional.of(forms);
    }

    private static String mark(int number) {
        return "intact-" + number;
    }

    /** {@return the table, each of its expressions knowing its normal form} */
    static Table normalized(Table table, Map<String, String> forms) {
        var columns = table.columns().stream()
                .map(column -> normalized(column, forms))
                .toList();
        var indexes = table.indexes().stream()
                .map(index -> index.mapExpressions(each -> normalized(each, forms)))
                .toList();
        return new Table(
                table.name(),
                table.kind(),
                columns,
                table.primaryKey(),
                table.uniqueKeys(),
                indexes,
                table.foreignKeys(),
                table.checks().stream()
                        .map(check -> new Check(check.name(), normalized(check.condition(), forms), check.validated()))
                        .toList(),
                table.dependents(),
                table.partitions(),
                table.partitionKey(),
                table.properties(),
                table.pending());
    }

    private static Column normalized(Column column, Map<String, String> forms) {
        var value = column.defaultValue();
        return value == null
                ? column
                : column.withDefault(new Expression(
                        value.sql(), forms.getOrDefault(column.defaultAsComparable(), value.normalForm())));
    }

    private static Expression normalized(Expression expression, Map<String, String> forms) {
        return new Expression(expression.sql(), forms.getOrDefault(expression.sql(), expression.normalForm()));
    }

    /** {@return the texts of the expressions that the database has stored for this table} */
    static Set<String> storedIn(Table table) {
        var texts = new TreeSet<String>();
        for (var column : table.columns()) {
            if (column.defaultValue() != null && column.generation() instanceof Generation.None) {
                texts.add(column.defaultAsComparable());
            }
        }
        table.checks().forEach(check -> texts.add(check.condition().sql()));
        table.indexes().forEach(index -> addExpressions(index, texts));
        return texts;
    }

    private static void addExpressions(Index index, Set<String> texts) {
        for (var term : index.terms()) {
            if (term.value() instanceof IndexTerm.OfExpression of) {
                texts.add(of.expression().sql());
            }
        }
        var predicate = index.predicate();
        if (predicate != null) {
            texts.add(predicate.sql());
        }
    }
}
