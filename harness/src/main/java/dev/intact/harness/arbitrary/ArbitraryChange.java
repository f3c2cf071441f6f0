package dev.intact.harness.arbitrary;

import static dev.intact.Operations.addColumn;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.collapse;
import static dev.intact.Operations.column;
import static dev.intact.Operations.createIndex;
import static dev.intact.Operations.defaults;
import static dev.intact.Operations.delete;
import static dev.intact.Operations.dropColumn;
import static dev.intact.Operations.dropNotNull;
import static dev.intact.Operations.keepFirst;
import static dev.intact.Operations.keepLast;
import static dev.intact.Operations.rekey;
import static dev.intact.Operations.setNotNull;

import dev.intact.catalog.ColumnPair;
import dev.intact.operation.AddUnique;
import dev.intact.operation.Change;
import dev.intact.operation.OnOrphans;
import dev.intact.operation.Operation;
import dev.intact.operation.Rekey;
import dev.intact.operation.SurrogateKey;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Makes changes to a schema that there is. */
final class ArbitraryChange {
    private ArbitraryChange() {}

    static Arbitrary<Change> to(GeneratedSchema schema) {
        return Arbitraries.of(schema.tables())
                .flatMap(table -> operations(table, schema))
                .map(operation -> Change.of("a change", operation));
    }

    private static Arbitrary<Operation> operations(GeneratedTable table, GeneratedSchema schema) {
        var kinds = new ArrayList<Arbitrary<? extends Operation>>();
        kinds.add(unique(table));
        kinds.add(names(table, 1).map(columns -> setNotNull(table.name(), columns.get(0))));
        kinds.add(names(table, 1).map(columns -> dropNotNull(table.name(), columns.get(0))));
        kinds.add(names(table, 2).map(columns -> createIndex(table.name(), columns.toArray(String[]::new))));
        kinds.add(Arbitraries.just(addColumn(table.name(), "more", "integer")));
        kinds.add(names(table, 1)
                .map(columns -> dropColumn(table.name(), columns.get(0)).discardingValues()));
        kinds.add(wider(table));
        table.columns().stream()
                .filter(column -> column.type() == GeneratedColumn.Type.INTEGER)
                .forEach(column -> kinds.add(foreignKey(table, column, schema)));
        table.columns()
                .forEach(column -> column.reference().ifPresent(to -> {
                    var other = schema.table(to.table());
                    kinds.add(part(other, table, column(column.name()).to(other.key())));
                    kinds.add(part(table, other, column(other.key()).to(column.name())));
                }));
        return Arbitraries.oneOf(kinds).map(operation -> operation);
    }

    private static Arbitrary<AddUnique> unique(GeneratedTable table) {
        return Combinators.combine(
                        names(table, 2), Arbitraries.of(UniqueForm.class), Arbitraries.of(UniqueChoice.class))
                .as((columns, form, choice) -> choice.of(form.of(table, columns), table));
    }

    private enum UniqueForm {
        CONSTRAINT,
        INDEX,
        PARTIAL,
        EXPRESSION;

        AddUnique of(GeneratedTable table, List<String> columns) {
            var unique = addUnique(table.name(), columns.toArray(String[]::new));
            return switch (this) {
                case CONSTRAINT -> unique;
                case INDEX -> unique.asIndex();
                case PARTIAL -> unique.where(quoted(columns.get(0)) + " is not null");
                case EXPRESSION ->
                    addUnique(table.name(), columns.subList(1, columns.size()).toArray(String[]::new))
                            .onExpression(quoted(columns.get(0)) + " is not null");
            };
        }

        private static String quoted(String name) {
            return DSL.using(SQLDialect.DEFAULT).render(DSL.quotedName(name));
        }
    }

    private enum UniqueChoice {
        REFUSE,
        KEEP_FIRST,
        KEEP_LAST;

        AddUnique of(AddUnique unique, GeneratedTable table) {
            var key = asc(table.key());
            return switch (this) {
                case REFUSE -> unique;
                case KEEP_FIRST -> unique.onDuplicates(keepFirst(key)).repointReferences();
                case KEEP_LAST -> unique.onDuplicates(keepLast(key)).repointReferences();
            };
        }
    }

    private static Arbitrary<Operation> foreignKey(
            GeneratedTable table, GeneratedColumn column, GeneratedSchema schema) {
        return Combinators.combine(Arbitraries.of(schema.tables()), Arbitraries.of(OnOrphans.class))
                .as((referenced, onOrphans) -> addForeignKey(table.name(), column.name())
                        .references(referenced.name(), referenced.key())
                        .onOrphans(onOrphans));
    }

    private static Arbitrary<Rekey> wider(GeneratedTable table) {
        var surrogates = Arbitraries.of(SurrogateKey.class).optional();
        return Combinators.combine(names(table, 1), surrogates).as((more, surrogate) -> {
            var from = rekey(table.name()).from(table.key());
            var key = new String[] {table.key(), more.get(0)};
            return surrogate
                    .map(kind -> from.toUnique(key).withPrimaryKey("number", kind))
                    .orElseGet(() -> from.toPrimaryKey(key));
        });
    }

    private static Arbitrary<Operation> part(GeneratedTable source, GeneratedTable target, ColumnPair joined) {
        var moving = source.columns().stream()
                .filter(column -> !column.name().equals(joined.to()))
                .toList();
        var plain = collapse(source.name())
                .into(target.name())
                .joinedOn(joined)
                .moving(moving.stream().map(GeneratedColumn::name).toArray(String[]::new));
        var renamed = moving.stream()
                .map(GeneratedColumn::name)
                .filter(target::isTaken)
                .reduce(plain, (part, name) -> part.renaming(name, name + " too"), (first, second) -> second);
        boolean fillable = moving.stream().noneMatch(GeneratedColumn::notNull);
        return Combinators.combine(Arbitraries.of(true, false), Arbitraries.of(true, false))
                .as((filling, deleting) -> {
                    var filled = filling && fillable ? renamed.fillingMissingWith(defaults()) : renamed;
                    return deleting ? filled.onOrphans(delete()) : filled;
                });
    }

    private static Arbitrary<List<String>> names(GeneratedTable table, int most) {
        var all = table.columns().stream().map(GeneratedColumn::name).toList();
        return Combinators.combine(
                        Arbitraries.shuffle(all), Arbitraries.integers().between(1, Math.min(most, all.size())))
                .as((names, count) -> names.subList(0, count));
    }
}
