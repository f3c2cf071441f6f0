package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Check;
import dev.intact.catalog.Column;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Difference;
import dev.intact.catalog.Expression;
import dev.intact.catalog.PrimaryKey;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.UniqueKey;
import dev.intact.error.DifferentShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a table that was there once, empty, with its columns, keys, constraints and indexes. Where it is there, there is
 * nothing to do.
 *
 * @param definition the table
 */
public record CreateTable(Table definition) implements Primitive {
    @Override
    public TableName table() {
        return definition.name();
    }

    @Override
    public Set<TableName> makes() {
        return Set.of(table());
    }

    @Override
    public Scope scope() {
        return definition.foreignKeys().stream()
                .map(key -> Scope.of(key.referenced()))
                .reduce(Scope.of(table(), expressions()), Scope::plus);
    }

    private Set<String> expressions() {
        var expressions = new TreeSet<String>();
        definition.columns().stream()
                .filter(column -> column.defaultValue() != null)
                .forEach(column -> expressions.add(column.defaultAsComparable()));
        definition.checks().forEach(check -> expressions.add(check.condition().sql()));
        definition
                .indexes()
                .forEach(index -> expressions.addAll(CreateIndex.expressions(index.terms(), index.predicate())));
        return expressions;
    }

    /** {@return the table as the database would say it} */
    private Table promised(Catalog before) {
        var name = table();
        var all = before.with(definition);
        return definition
                .withColumns(definition.columns().stream()
                        .map(column -> before.inNormalForm(name, column))
                        .toList())
                .withIndexes(definition.indexes().stream()
                        .map(index -> all.inNormalForm(name, index))
                        .toList())
                .withChecks(definition.checks().stream()
                        .map(check -> new Check(
                                check.name(), before.inNormalForm(name, check.condition()), check.validated()))
                        .toList());
    }

    @Override
    public Catalog after(Catalog before) {
        var there = before.find(table());
        if (there.isEmpty()) {
            return before.with(promised(before));
        }
        var differences = Difference.betweenShapes(
                before.with(promised(before)), before, Set.of(there.get().name()));
        if (!differences.isEmpty()) {
            throw new DifferentShapeException(
                    "the table " + there.get().name(),
                    "the table as it was",
                    String.join(
                            "; ", differences.stream().map(Difference::toString).toList()),
                    "rename the table that is there now");
        }
        return before;
    }

    @Override
    public Undo undo(Catalog before) {
        return before.find(table()).isPresent()
                ? Undo.NOTHING
                : Undo.impossible("the table %s is there again: apply the change that took it away".formatted(table()));
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        var calls = new ArrayList<Call>();
        calls.add(Call.of("createTable", table(), List.of()));
        definition.columns().forEach(column -> calls.add(with(new AddColumn(table(), column))));
        var key = definition.primaryKey();
        if (key != null) {
            calls.add(Call.of("primaryKey", key.columns()));
            if (key.name() != null) {
                calls.add(Call.of("primaryKeyNamed", key.name()));
            }
        }
        definition.uniqueKeys().forEach(each -> calls.add(of(each)));
        definition.indexes().forEach(index -> calls.add(with(new CreateIndex(table(), index))));
        definition.checks().forEach(check -> calls.add(of(check)));
        definition.foreignKeys().forEach(each -> calls.add(with(new AddForeignKeyConstraint(table(), each, false))));
        definition.properties().forEach((label, value) -> calls.add(Call.of("property", label, value)));
        return Call.chain(calls);
    }

    private static Call with(Primitive part) {
        return new Call("with", List.of(new Call.Nested(ChangeText.chainOf(part.toString()))));
    }

    /** SQLite knows keys and checks without a name. */
    private Call of(UniqueKey key) {
        return key.name() == null ? Call.of("unique", key.columns()) : with(new AddUniqueConstraint(table(), key));
    }

    private static Call of(Check check) {
        return check.name() == null
                ? Call.of("check", check.condition().sql())
                : Call.of("check", check.condition().sql(), check.name());
    }

    static CreateTable read(Call head, List<Call> rest) {
        var table = Table.of(head.table(), List.of());
        for (var call : rest) {
            table = read(table, call);
        }
        return new CreateTable(table);
    }

    private static Table read(Table table, Call call) {
        return switch (call.name()) {
            case "with" -> readPart(table, call);
            case "primaryKey" ->
                table.withPrimaryKey(new PrimaryKey(null, call.texts(0), List.of(), Deferral.NOT_DEFERRABLE));
            case "primaryKeyNamed" -> named(table, call);
            case "unique" -> table.with(new UniqueKey(null, call.texts(0), List.of(), true, Deferral.NOT_DEFERRABLE));
            case "check" ->
                table.with(new Check(
                        call.arguments().size() > 1 ? call.text(1) : null, Expression.of(call.text(0)), true));
            case "property" -> table.with(call.text(0), call.text(1));
            default -> throw call.unexpected();
        };
    }

    private static Table named(Table table, Call call) {
        var key = table.primaryKey();
        if (key == null) {
            throw call.unexpected();
        }
        return table.withPrimaryKey(new PrimaryKey(call.text(0), key.columns(), key.include(), key.deferral()));
    }

    private static Table readPart(Table table, Call call) {
        var chain = call.chains().get(0);
        var head = chain.get(0);
        var rest = chain.subList(1, chain.size());
        return switch (head.name()) {
            case "addColumn" -> {
                var columns = new ArrayList<Column>(table.columns());
                columns.add(AddColumn.read(head, rest).column());
                yield table.withColumns(columns);
            }
            case "addUniqueConstraint" ->
                table.with(AddUniqueConstraint.read(head, rest).key());
            case "createIndex" -> table.with(CreateIndex.read(head, rest).index());
            case "addForeignKeyConstraint" ->
                table.with(AddForeignKeyConstraint.read(head, rest).key());
            default -> throw call.unexpected();
        };
    }
}
