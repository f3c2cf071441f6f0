package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Check;
import dev.intact.catalog.Column;
import dev.intact.catalog.Dependent;
import dev.intact.catalog.Expression;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.UniqueKey;
import dev.intact.error.DependentsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What uses a column. A column counts as used by an expression that has its name as a word: rather one too many, which a
 * person then names, than one too few.
 *
 * @param column the column
 * @param indexes the indexes over it
 * @param uniqueKeys the UNIQUE constraints over it
 * @param checks the CHECK constraints over it
 * @param foreignKeys the foreign keys from it
 * @param dependents the views and triggers that use it
 * @param fixed what can't go along, in words
 */
public record ColumnUsers(
        String column,
        List<Index> indexes,
        List<UniqueKey> uniqueKeys,
        List<Check> checks,
        List<ForeignKey> foreignKeys,
        List<Dependent> dependents,
        List<String> fixed) {

    /** {@return what uses that column of that table} */
    public static ColumnUsers of(Catalog catalog, Table table, String column) {
        return new ColumnUsers(
                column,
                table.indexes().stream().filter(index -> uses(index, column)).toList(),
                table.uniqueKeys().stream()
                        .filter(key ->
                                key.columns().contains(column) || key.include().contains(column))
                        .toList(),
                table.checks().stream()
                        .filter(check -> uses(check.condition(), column))
                        .toList(),
                table.foreignKeys().stream()
                        .filter(key -> key.columns().contains(column))
                        .toList(),
                table.dependents().stream()
                        .filter(user -> user.columns().contains(column))
                        .toList(),
                fixed(catalog, table, column));
    }

    private static List<String> fixed(Catalog catalog, Table table, String column) {
        var fixed = new ArrayList<String>();
        var key = table.primaryKey();
        if (key != null && (key.columns().contains(column) || key.include().contains(column))) {
            fixed.add(key.toString());
        }
        if (table.partitionKey().contains(column)) {
            fixed.add("the partition key");
        }
        for (var other : table.columns()) {
            if (other.generation() instanceof Generation.Computed computed && uses(computed.expression(), column)) {
                fixed.add("generated column " + other.name());
            }
        }
        for (var reference : catalog.referencesTo(table.name())) {
            if (reference.key().referencedColumns().contains(column)) {
                fixed.add("%s of %s".formatted(reference.key(), reference.from()));
            }
        }
        return fixed;
    }

    private static boolean uses(Index index, String column) {
        return index.include().contains(column)
                || index.terms().stream().anyMatch(term -> uses(term, column))
                || (index.predicate() != null && uses(index.predicate(), column));
    }

    private static boolean uses(IndexTerm term, String column) {
        return term.value() instanceof IndexTerm.OfExpression of
                ? uses(of.expression(), column)
                : term.value().equals(new IndexTerm.OfColumn(column));
    }

    /** Both databases fold the case of ASCII, one way or the other. */
    private static boolean uses(Expression expression, String column) {
        var word = "(?<![\\p{L}\\p{N}_$])" + Pattern.quote(column.toLowerCase(Locale.ROOT)) + "(?![\\p{L}\\p{N}_$])";
        return Pattern.compile(word)
                .matcher(expression.sql().toLowerCase(Locale.ROOT))
                .find();
    }

    void refuseOthersThan(List<String> along) {
        var others = new ArrayList<>(fixed);
        indexes.forEach(index -> addUnless(along, index.name(), "index", index, others));
        uniqueKeys.forEach(key -> addUnless(along, key.name(), "constraint", key, others));
        checks.forEach(check -> addUnless(along, check.name(), "constraint", check, others));
        foreignKeys.forEach(key -> addUnless(along, key.name(), "constraint", key, others));
        dependents.forEach(user -> addUnless(along, user.name().name(), "", user, others));
        if (!others.isEmpty()) {
            throw new DependentsException(
                    "the column " + column,
                    others,
                    "change those first, or name what is to go with the column: .along(\"…\")");
        }
    }

    /** What has no name goes by its text. */
    private static void addUnless(
            List<String> along, @Nullable String name, String what, Object user, List<String> others) {
        if (!along.contains(name == null ? user.toString() : name)) {
            others.add(what.isEmpty() || name == null ? user.toString() : "%s %s: %s".formatted(what, name, user));
        }
    }

    Table without(Table table) {
        var remaining = table.withoutColumn(column);
        for (var index : indexes) {
            remaining = remaining.without(index);
        }
        for (var key : uniqueKeys) {
            remaining = remaining.without(key);
        }
        var properties = new TreeMap<>(table.properties());
        properties.keySet().removeIf(label -> label.endsWith(" column " + column));
        return remaining
                .withChecks(table.checks().stream()
                        .filter(check -> !checks.contains(check))
                        .toList())
                .withForeignKeys(table.foreignKeys().stream()
                        .filter(key -> !foreignKeys.contains(key))
                        .toList())
                .withDependents(table.dependents().stream()
                        .filter(user -> !dependents.contains(user))
                        .toList())
                .withProperties(properties);
    }

    Undo restoring(TableName table, Column old) {
        var gone = new ArrayList<String>();
        checks.forEach(check -> gone.add("the constraint %s is not made again".formatted(check)));
        foreignKeys.forEach(key -> gone.add("the constraint %s is not made again".formatted(key)));
        dependents.forEach(user -> gone.add("the %s is not made again".formatted(user)));
        if (!(old.generation() instanceof Generation.None)) {
            gone.add("the column %s is generated: %s".formatted(column, old));
        }
        if (!gone.isEmpty()) {
            return new Undo(List.of(), List.of(), gone);
        }
        var operations = new ArrayList<Operation>();
        operations.add(new AddColumn(table, old));
        uniqueKeys.forEach(key -> operations.add(new AddUniqueConstraint(table, key)));
        indexes.forEach(index -> operations.add(new CreateIndex(table, index)));
        return new Undo(operations, List.of("the column %s comes back as the last one".formatted(column)), List.of());
    }
}
