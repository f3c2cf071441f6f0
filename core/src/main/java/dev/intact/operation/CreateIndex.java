package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.check.Duplicates;
import dev.intact.error.DifferentShapeException;
import dev.intact.error.InvalidChangeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Creates an index.
 *
 * @param table the table
 * @param index the index; its name may be null, for {@code ix_{table}_{columns}}
 */
public record CreateIndex(TableName table, Index index) implements Primitive {

    /** An index on these columns. */
    public static CreateIndex of(TableName table, List<String> columns) {
        return new CreateIndex(table, Index.on(null, Columns.requireDistinct("createIndex", columns)));
    }

    /** {@return this index under that name} */
    public CreateIndex named(String name) {
        return new CreateIndex(table, index.withName(name));
    }

    /** {@return this index, forbidding equal rows} */
    public CreateIndex unique() {
        return new CreateIndex(table, index.withUnique(true));
    }

    /** {@return this index over the rows for which that SQL condition holds} */
    public CreateIndex where(String condition) {
        return new CreateIndex(table, index.withPredicate(Expression.of(condition)));
    }

    /** {@return this index, with that SQL expression as the next term} */
    public CreateIndex onExpression(String expression) {
        return with(IndexTerm.expression(Expression.of(expression)));
    }

    /** {@return this index, with that term as the next one} */
    public CreateIndex with(IndexTerm term) {
        var more = new ArrayList<>(index.terms());
        more.add(term);
        return new CreateIndex(table, index.withTerms(more));
    }

    /** {@return this index, carrying further columns; PostgreSQL} */
    public CreateIndex including(String... columns) {
        return new CreateIndex(table, index.withInclude(List.of(columns)));
    }

    /** {@return this index, built in that way: {@code gin}; PostgreSQL} */
    public CreateIndex using(String method) {
        return new CreateIndex(table, index.withMethod(method));
    }

    /** {@return this index, two rows with a NULL being equal; PostgreSQL 15 and later} */
    public CreateIndex nullsNotDistinct() {
        return new CreateIndex(table, index.withNullsDistinct(false));
    }

    /** {@return this index with these storage parameters: {@code fillfactor=70}; PostgreSQL} */
    public CreateIndex storedWith(List<String> parameters) {
        return new CreateIndex(table, index.withStorage(parameters));
    }

    /** {@return the index, under a name: one that is not chosen follows from the terms} */
    @Override
    public Index index() {
        return index.name() == null ? index.withName(defaultName()) : index;
    }

    private String defaultName() {
        var parts = Names.parts(index);
        return index.unique() ? Names.unique(table, parts) : Names.index(table, parts);
    }

    /** {@return the name of the index} */
    public String name() {
        return String.valueOf(index().name());
    }

    @Override
    public void validate() {
        if (index.terms().isEmpty()) {
            throw new InvalidChangeException("createIndex needs a column or an expression");
        }
    }

    @Override
    public Scope scope() {
        return Scope.of(table, expressions(index.terms(), index.predicate()));
    }

    static Set<String> expressions(List<IndexTerm> terms, @Nullable Expression predicate) {
        var texts = new TreeSet<String>();
        for (var term : terms) {
            if (term.value() instanceof IndexTerm.OfExpression of) {
                texts.add(of.expression().sql());
            }
        }
        if (predicate != null) {
            texts.add(predicate.sql());
        }
        return texts;
    }

    @Override
    public Catalog after(Catalog before) {
        var there = before.table(table);
        for (var term : index.terms()) {
            if (term.value() instanceof IndexTerm.OfColumn of) {
                there.column(of.name());
            }
        }
        var wanted = before.inNormalForm(there.name(), index());
        if (isThere(there, wanted)) {
            return before;
        }
        refuseNameOfAnother(there, wanted);
        return before.with(withoutLeftover(there, wanted).with(wanted));
    }

    private static boolean isThere(Table there, Index wanted) {
        return wanted.unique()
                ? Uniqueness.enforces(there, wanted)
                : there.indexes().stream()
                        .anyMatch(each -> each.state() == Index.State.VALID && each.sameShape(wanted));
    }

    /** {@return what an interrupted build has left under the name of the wanted index, if anything} */
    public static Optional<Index> leftover(Table there, Index wanted) {
        return there.index(String.valueOf(wanted.name()))
                .filter(each -> each.state() != Index.State.VALID && each.sameShape(wanted));
    }

    static Table withoutLeftover(Table there, Index wanted) {
        return leftover(there, wanted).map(there::without).orElse(there);
    }

    /** An index of the same shape under that name is no other: complete, it is what is wanted; incomplete, a leftover. */
    static void refuseNameOfAnother(Table there, Index wanted) {
        var name = String.valueOf(wanted.name());
        if (there.index(name).filter(each -> each.sameShape(wanted)).isPresent()) {
            return;
        }
        if (there.indexAndConstraintNames().contains(name)) {
            throw new DifferentShapeException(
                    name, wanted.toString(), found(there, name), "choose another name: .named(\"…\")");
        }
    }

    private static String found(Table there, String name) {
        return there.index(name)
                .map(Index::toString)
                .or(() -> there.uniqueKey(name).map(Object::toString))
                .orElse("a constraint of " + there.name());
    }

    @Override
    public List<DataCheck> checks(Catalog before) {
        var there = before.table(table);
        var wanted = before.inNormalForm(there.name(), index());
        return !index.unique() || isThere(there, wanted) || Uniqueness.impliedBy(there, wanted)
                ? List.of()
                : List.of(new Duplicates(there.name(), index.terms(), index.predicate(), index.nullsDistinct()));
    }

    @Override
    public Undo undo(Catalog before) {
        var there = before.table(table);
        return isThere(there, before.inNormalForm(there.name(), index()))
                ? Undo.NOTHING
                : Undo.by(new DropIndex(table, name(), null));
    }

    @Override
    public boolean cancels(Operation other) {
        return other instanceof DropIndex drop
                && drop.table().equals(table)
                && drop.name().equals(name());
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        var calls = new ArrayList<Call>();
        TermText.calls("createIndex", table, index.terms(), calls);
        if (index.name() != null) {
            calls.add(Call.of("named", index.name()));
        }
        if (index.unique()) {
            calls.add(Call.of("unique"));
        }
        if (!index.method().equals(Index.BTREE)) {
            calls.add(Call.of("using", index.method()));
        }
        if (!index.include().isEmpty()) {
            calls.add(Call.of("including", index.include()));
        }
        if (!index.nullsDistinct()) {
            calls.add(Call.of("nullsNotDistinct"));
        }
        if (!index.storage().isEmpty()) {
            calls.add(Call.of("storedWith", index.storage()));
        }
        var predicate = index.predicate();
        if (predicate != null) {
            calls.add(Call.of("where", predicate.sql()));
        }
        return Call.chain(calls);
    }

    static CreateIndex read(Call head, List<Call> rest) {
        var operation = of(head.table(), head.texts(1));
        for (var call : rest) {
            operation = switch (call.name()) {
                case "named" -> operation.named(call.text(0));
                case "unique" -> operation.unique();
                case "using" -> operation.using(call.text(0));
                case "including" -> operation.including(call.texts(0).toArray(String[]::new));
                case "nullsNotDistinct" -> operation.nullsNotDistinct();
                case "storedWith" -> operation.storedWith(call.texts(0));
                case "where" -> operation.where(call.text(0));
                default -> operation.with(TermText.read(call));
            };
        }
        return operation;
    }
}
