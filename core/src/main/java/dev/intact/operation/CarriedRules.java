package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Check;
import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Feature;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.PrimaryKey;
import dev.intact.catalog.ShortName;
import dev.intact.catalog.Table;
import dev.intact.catalog.UniqueKey;
import dev.intact.error.DependentsException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What holds for the columns that a table takes over, and comes along with them: unique keys, indexes, checks, and foreign
 * keys to others. They get names of the table that they come to.
 */
final class CarriedRules {
    private final Catalog before;
    private final Absorption absorption;
    private final List<String> along;
    private final Table source;
    private final Table target;
    private final Map<String, String> names = new TreeMap<>();
    private final List<Operation> operations = new ArrayList<>();
    private final List<String> stuck = new ArrayList<>();
    private final Set<String> given = new HashSet<>();
    /** The table that goes is there until the end, and names of indexes are unique in a schema. */
    private final Set<String> ofSource = new HashSet<>();

    CarriedRules(Catalog before, Absorption absorption, List<String> along) {
        this.before = before;
        this.absorption = absorption;
        this.along = along;
        this.source = before.table(absorption.source());
        this.target = before.table(absorption.target());
        source.indexes().forEach(index -> ofSource.add(String.valueOf(index.name())));
        source.uniqueKeys().forEach(key -> ofSource.add(String.valueOf(key.name())));
        absorption.moved().forEach(pair -> names.put(pair.from(), pair.to()));
        absorption
                .reconciled()
                .forEach(each -> names.put(each.columns().from(), each.columns().to()));
        absorption.joined().stream()
                .filter(pair -> !absorption.pointer().contains(pair.from()))
                .forEach(pair -> names.putIfAbsent(pair.to(), pair.from()));
    }

    List<Operation> operations() {
        Optional.ofNullable(source.primaryKey()).ifPresent(this::carry);
        source.uniqueKeys().forEach(this::carry);
        source.indexes().stream()
                .filter(index -> !Names.oneToOne(source.name(), ColumnPair.to(absorption.joined()))
                        .equals(index.name()))
                .forEach(this::carry);
        source.checks().forEach(this::carry);
        source.foreignKeys().stream()
                .filter(key -> !key.referenced().equals(target.name()))
                .forEach(this::carry);
        if (!stuck.isEmpty()) {
            throw new DependentsException(
                    source.name() + ", and its columns that move,",
                    stuck,
                    "name what may be given up: .along(\"…\"), and make it anew on the other table");
        }
        return operations;
    }

    /**
     * {@return that name, or with a number if something else has it: another index on the column, or one of the target}
     *
     * @param isThere whether what has that name in the target is the rule itself, carried before
     */
    private String free(String name, Set<String> taken, Predicate<String> isThere) {
        var free = name;
        for (int i = 2; taken.contains(free) || given.contains(free) || isAnothers(free, isThere); i++) {
            free = ShortName.of(name + "_" + i);
        }
        given.add(free);
        return free;
    }

    private boolean isAnothers(String name, Predicate<String> isThere) {
        return target.indexAndConstraintNames().contains(name) && !isThere.test(name);
    }

    private boolean isUnique(String name, List<String> columns) {
        return target.uniqueKeys().stream()
                        .anyMatch(
                                key -> name.equals(key.name()) && key.columns().equals(columns))
                || target.index(name)
                        .filter(index -> index.unique() && index.plainColumns().equals(columns))
                        .isPresent();
    }

    private boolean isThere(String name, Index wanted) {
        return target.index(name)
                .filter(index -> index.unique() == wanted.unique()
                        && index.terms().equals(wanted.terms())
                        && Objects.equals(index.predicate(), wanted.predicate()))
                .isPresent();
    }

    private boolean isReference(String name, List<String> columns) {
        return target.foreignKeys().stream()
                .anyMatch(key -> name.equals(key.name()) && key.columns().equals(columns));
    }

    // ---- whether it can come along

    /** Whether it is about a column that moves; what is not is about keys and pointers, and goes with them. */
    private boolean isWanted(List<String> columns, @Nullable String name, Object rule) {
        boolean moves = absorption.moved().stream().map(ColumnPair::from).anyMatch(columns::contains);
        return moves && !along.contains(name == null ? rule.toString() : name);
    }

    private boolean canCome(List<String> columns) {
        return columns.stream().allMatch(names::containsKey);
    }

    private List<String> renamed(List<String> columns) {
        return columns.stream()
                .map(column -> names.getOrDefault(column, column))
                .toList();
    }

    private List<String> columnsOf(Expression expression) {
        return source.columns().stream()
                .map(Column::name)
                .filter(column -> ColumnUsers.uses(expression, column))
                .toList();
    }

    /** The text of an expression is nobody's to change. */
    private boolean canCome(Expression expression) {
        return columnsOf(expression).stream().allMatch(column -> column.equals(names.get(column)));
    }

    private void stick(@Nullable String name, Object rule) {
        stuck.add(name == null ? rule.toString() : "%s: %s".formatted(name, rule));
    }

    // ---- each kind

    /** Its columns are unique together; some of them, the others being given up, are not. With the pointer, any would be. */
    private void carry(PrimaryKey key) {
        boolean isSaid = key.columns().containsAll(ColumnPair.to(absorption.joined()));
        if (canCome(key.columns()) && !isSaid) {
            carry(new UniqueKey(key.name(), key.columns(), List.of(), true, Deferral.NOT_DEFERRABLE));
        }
    }

    private void carry(UniqueKey key) {
        if (!isWanted(key.columns(), key.name(), key)) {
            return;
        }
        if (!canCome(key.columns()) || !canCome(key.include())) {
            stick(key.name(), key);
            return;
        }
        var columns = renamed(key.columns());
        var name = free(Names.unique(target.name(), columns), ofSource, there -> isUnique(there, columns));
        operations.add(
                before.server().can(Feature.ADD_UNIQUE_CONSTRAINT)
                        ? new AddUniqueConstraint(
                                target.name(),
                                new UniqueKey(
                                        name, columns, renamed(key.include()), key.nullsDistinct(), key.deferral()))
                        : new CreateIndex(target.name(), Index.on(name, columns).withUnique(true)));
    }

    private void carry(Index index) {
        var columns = new ArrayList<>(index.include());
        var expressions = new ArrayList<Expression>();
        for (var term : index.terms()) {
            if (term.value() instanceof IndexTerm.OfExpression of) {
                expressions.add(of.expression());
            } else {
                columns.add(term.value().toString());
            }
        }
        var predicate = index.predicate();
        if (predicate != null) {
            expressions.add(predicate);
        }
        var all = new ArrayList<>(columns);
        expressions.forEach(expression -> all.addAll(columnsOf(expression)));
        if (index.state() != Index.State.VALID || !isWanted(all, index.name(), index)) {
            return;
        }
        if (!canCome(columns) || !expressions.stream().allMatch(this::canCome)) {
            stick(index.name(), index);
            return;
        }
        var carried = new CreateIndex(
                target.name(),
                index.withTerms(index.terms().stream().map(this::renamed).toList())
                        .withInclude(renamed(index.include()))
                        .withName(null));
        operations.add(carried.named(free(carried.name(), ofSource, there -> isThere(there, carried.index()))));
    }

    private IndexTerm renamed(IndexTerm term) {
        return term.value() instanceof IndexTerm.OfColumn of
                ? new IndexTerm(
                        new IndexTerm.OfColumn(names.getOrDefault(of.name(), of.name())),
                        term.collation(),
                        term.operatorClass(),
                        term.descending(),
                        term.nulls())
                : term;
    }

    private void carry(Check check) {
        var columns = columnsOf(check.condition());
        if (!isWanted(columns, check.name(), check)) {
            return;
        }
        if (!canCome(check.condition())) {
            stick(check.name(), check);
            return;
        }
        Predicate<String> isThere = there ->
                target.checks().stream().anyMatch(each -> each.condition().equals(check.condition()));
        var own = check.name();
        var name = own == null || isAnothers(own, isThere) ? Names.check(target.name(), columns) : own;
        operations.add(new AddCheck(target.name(), new Check(free(name, Set.of(), isThere), check.condition(), true)));
    }

    private void carry(ForeignKey key) {
        if (!isWanted(key.columns(), key.name(), key)) {
            return;
        }
        if (!canCome(key.columns()) || key.referenced().equals(source.name())) {
            stick(key.name(), key);
            return;
        }
        var columns = renamed(key.columns());
        var exact = Keys.exact(before, key);
        operations.add(new AddForeignKeyConstraint(
                target.name(),
                new ForeignKey(
                        free(Names.foreignKey(target.name(), columns), Set.of(), there -> isReference(there, columns)),
                        columns,
                        exact.referenced(),
                        exact.referencedColumns(),
                        key.onDelete(),
                        key.onUpdate(),
                        renamed(key.setColumns()),
                        key.matchFull(),
                        key.deferral(),
                        true),
                false));
    }
}
