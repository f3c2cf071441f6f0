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
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
 * @param dependents the views, triggers, rules, policies and statistics that use it
 * @param fixed what can't go along, in words
 * @param partitions for a partitioned table: what uses the column of a partition without being a part of what is above
 */
public record ColumnUsers(
        String column,
        List<Index> indexes,
        List<UniqueKey> uniqueKeys,
        List<Check> checks,
        List<ForeignKey> foreignKeys,
        List<Dependent> dependents,
        List<String> fixed,
        Map<TableName, ColumnUsers> partitions) {

    /** {@return what uses that column of that table} */
    public static ColumnUsers of(Catalog catalog, Table table, String column) {
        var partitions = new TreeMap<TableName, ColumnUsers>();
        addPartitions(catalog, table, column, partitions);
        return of(table, column, fixed(catalog, table, column), partitions);
    }

    private static ColumnUsers of(
            Table table, String column, List<String> fixed, Map<TableName, ColumnUsers> partitions) {
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
                fixed,
                partitions);
    }

    private static void addPartitions(
            Catalog catalog, Table table, String column, Map<TableName, ColumnUsers> partitions) {
        for (var name : table.partitions()) {
            catalog.find(name).ifPresent(below -> {
                partitions.put(
                        name, of(below, column, fixed(below, column), Map.of()).besidesPartsOf(table, below));
                addPartitions(catalog, below, column, partitions);
            });
        }
    }

    /** PostgreSQL drops what is a partition's own in silence with the column of the table above. */
    private ColumnUsers besidesPartsOf(Table parent, Table below) {
        var parts = below.properties();
        return new ColumnUsers(
                column,
                indexes.stream()
                        .filter(index -> !parts.containsKey(Table.PARENT_OF_INDEX + index.name()))
                        .toList(),
                uniqueKeys.stream()
                        .filter(key -> !parts.containsKey(Table.PARENT_OF_INDEX + key.name()))
                        .toList(),
                checks.stream()
                        .filter(check ->
                                parent.checks().stream().noneMatch(each -> Objects.equals(each.name(), check.name())))
                        .toList(),
                foreignKeys.stream()
                        .filter(key -> parent.foreignKeys().stream().noneMatch(each -> sameReference(each, key)))
                        .toList(),
                dependents,
                fixed,
                partitions);
    }

    private static boolean sameReference(ForeignKey one, ForeignKey other) {
        return one.columns().equals(other.columns())
                && one.referenced().equals(other.referenced())
                && one.referencedColumns().equals(other.referencedColumns());
    }

    private static List<String> fixed(Table table, String column) {
        var fixed = new ArrayList<String>();
        var key = table.primaryKey();
        if (key != null
                && !table.properties().containsKey(Table.PARENT_OF_INDEX + key.name())
                && (key.columns().contains(column) || key.include().contains(column))) {
            fixed.add(key.toString());
        }
        if (table.partitionKey().contains(column)) {
            fixed.add("the partition key");
        }
        return fixed;
    }

    private static List<String> fixed(Catalog catalog, Table table, String column) {
        var fixed = fixed(table, column);
        table.uniqueKeys().stream()
                .filter(each -> each.columns().contains(column))
                .flatMap(each -> Uniqueness.users(table, each.name()).stream())
                .forEach(fixed::add);
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

    static boolean uses(Index index, String column) {
        return index.include().contains(column)
                || index.terms().stream().anyMatch(term -> uses(term, column))
                || (index.predicate() != null && uses(index.predicate(), column));
    }

    private static boolean uses(IndexTerm term, String column) {
        return term.value() instanceof IndexTerm.OfExpression of
                ? uses(of.expression(), column)
                : term.value().equals(new IndexTerm.OfColumn(column));
    }

    /** Both databases fold the case of ASCII, one way or the other; within quotes, a quote is doubled. */
    static boolean uses(Expression expression, String column) {
        var name = column.toLowerCase(Locale.ROOT);
        var word = "(?<![\\p{L}\\p{N}_$])(?:%s|%s)(?![\\p{L}\\p{N}_$])"
                .formatted(Pattern.quote(name), Pattern.quote(name.replace("\"", "\"\"")));
        return Pattern.compile(word)
                .matcher(expression.sql().toLowerCase(Locale.ROOT))
                .find();
    }

    void refuseOthersThan(List<String> along) {
        var others = othersThan(along);
        partitions.forEach((partition, users) ->
                users.othersThan(along).forEach(other -> others.add("%s of %s".formatted(other, partition))));
        if (!others.isEmpty()) {
            throw new DependentsException(
                    "the column " + column,
                    others,
                    "change those first, or name what is to go with the column: .along(\"…\")");
        }
    }

    private List<String> othersThan(List<String> along) {
        var others = new ArrayList<>(fixed);
        indexes.forEach(index -> addUnless(along, index.name(), "index", index, others));
        uniqueKeys.forEach(key -> addUnless(along, key.name(), "constraint", key, others));
        checks.forEach(check -> addUnless(along, check.name(), "constraint", check, others));
        foreignKeys.forEach(key -> addUnless(along, key.name(), "constraint", key, others));
        dependents.forEach(user -> addUnless(along, user.name().name(), "", user, others));
        return others;
    }

    /** What has no name goes by its text. */
    private static void addUnless(
            List<String> along, @Nullable String name, String what, Object user, List<String> others) {
        if (!along.contains(name == null ? user.toString() : name)) {
            others.add(what.isEmpty() || name == null ? user.toString() : "%s %s: %s".formatted(what, name, user));
        }
    }

    /** {@return the schema without the column and all that uses it} */
    Catalog without(Catalog catalog, Table table) {
        var now = catalog.with(without(table));
        for (var partition : partitions.keySet()) {
            var below = catalog.table(partition);
            now = now.with(of(below, column, List.of(), Map.of()).without(below));
        }
        for (var user : dependentsOfAll()) {
            now = now.without(user);
        }
        return now;
    }

    /** {@return what uses the column, and that of the partitions: triggers, views, rules, policies, statistics} */
    public List<Dependent> dependentsOfAll() {
        var all = new ArrayList<Dependent>();
        Stream.concat(partitions.values().stream().flatMap(users -> users.dependents.stream()), dependents.stream())
                .filter(user -> all.stream().noneMatch(user::isSame))
                .forEach(all::add);
        return all;
    }

    private Table without(Table table) {
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
                .withProperties(properties);
    }

    Undo restoring(Catalog before, TableName table, Column old) {
        var there = before.table(table);
        var gone = new ArrayList<>(lost());
        partitions.values().forEach(users -> gone.addAll(users.lost()));
        if (!(old.generation() instanceof Generation.None)) {
            gone.add("the column %s is generated: %s".formatted(column, old));
        }
        var sequence = there.properties().get("sequence of column " + column);
        if (sequence != null) {
            gone.add("the sequence of the column %s goes with it: %s".formatted(column, sequence));
        }
        if (!gone.isEmpty()) {
            return new Undo(List.of(), List.of(), gone);
        }
        var undo = Unrestored.ofColumn(
                Undo.by(new AddColumn(table, old)).noting("the column %s comes back as the last one".formatted(column)),
                there,
                column);
        var value = old.defaultValue();
        if (value != null && !value.isConstant()) {
            undo = undo.noting("rows without a value in %s get what %s is by then".formatted(column, value));
        }
        undo = undo.then(restoringKeys(table, there));
        for (var partition : partitions.entrySet()) {
            undo = undo.then(partition.getValue().restoringKeys(partition.getKey(), before.table(partition.getKey())));
        }
        return undo;
    }

    private List<String> lost() {
        var lost = new ArrayList<String>();
        checks.stream()
                .filter(check -> check.name() == null)
                .forEach(check -> lost.add("the constraint %s has no name, and is not made again".formatted(check)));
        dependents.forEach(user -> lost.add("the %s is not made again".formatted(user)));
        return lost;
    }

    private Undo restoringKeys(TableName table, Table there) {
        var undo = Undo.NOTHING;
        for (var key : uniqueKeys) {
            undo = undo.then(Unrestored.ofKey(Undo.by(new AddUniqueConstraint(table, key)), there, key));
        }
        for (var index : indexes) {
            undo = undo.then(Unrestored.ofIndex(Undo.by(new CreateIndex(table, index)), there, index.name()));
        }
        for (var check : checks) {
            undo = undo.then(Undo.by(new AddCheck(table, new Check(check.name(), check.condition(), true))));
        }
        for (var key : foreignKeys) {
            undo = undo.then(Undo.by(new AddForeignKeyConstraint(table, key, false)));
        }
        return undo;
    }
}
