package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Feature;
import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.UniqueKey;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnsupportedChangeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes columns unique that the code already takes for unique.
 *
 * @param table the table
 * @param terms the columns and expressions
 * @param name the name of what is added, or null for {@code uq_{table}_{columns}}
 * @param replaced the plain index that becomes redundant and goes, or null
 * @param form whether a constraint is wanted, or only a unique index
 * @param predicate the rows among which they are unique, or null for all
 * @param nullsDistinct whether rows with a NULL never equal each other, as SQL has it
 * @param deferral when it is checked
 * @param onDuplicates what becomes of equal rows
 * @param repoint whether foreign keys that point at a row that goes are pointed at the row that stays
 */
public record AddUnique(
        TableName table,
        List<IndexTerm> terms,
        @Nullable String name,
        @Nullable String replaced,
        Form form,
        @Nullable Expression predicate,
        boolean nullsDistinct,
        Deferral deferral,
        OnDuplicates onDuplicates,
        boolean repoint)
        implements Composite {
    /** What enforces uniqueness. */
    public enum Form {
        /** A UNIQUE constraint, where the database can add one to a table that is there, else a unique index. */
        CONSTRAINT,
        /** A unique index and no constraint. */
        INDEX
    }

    public AddUnique {
        terms = List.copyOf(terms);
        Columns.requireDistinct("addUnique", columns(terms));
        if (name != null && name.equals(replaced)) {
            throw new InvalidChangeException(
                    "addUnique cannot give the name of the index that it replaces: %s".formatted(name));
        }
        if (deferral.deferrable() && !isPlain(form, terms, predicate)) {
            throw new InvalidChangeException(
                    "only a constraint on columns can be deferrable: not an index, an expression or some of the rows");
        }
        if (repoint && onDuplicates.keep() == OnDuplicates.Keep.REFUSE) {
            throw new InvalidChangeException(
                    "repointReferences needs a row to point at: .onDuplicates(keepFirst(asc(\"…\")))");
        }
    }

    /** Columns that are to be unique together. */
    public static AddUnique of(TableName table, List<String> columns) {
        return new AddUnique(
                table,
                Columns.requireDistinct("addUnique", columns).stream()
                        .map(IndexTerm::column)
                        .toList(),
                null,
                null,
                Form.CONSTRAINT,
                null,
                true,
                Deferral.NOT_DEFERRABLE,
                OnDuplicates.REFUSE,
                false);
    }

    /** {@return this, under that name} */
    public AddUnique named(String chosen) {
        return new AddUnique(
                table, terms, chosen, replaced, form, predicate, nullsDistinct, deferral, onDuplicates, repoint);
    }

    /**
     * {@return this, and the plain index of that name goes, once the new key does its work} It may be absent already. An
     * index that the new key does not make redundant is refused.
     */
    public AddUnique replacingIndex(String index) {
        return new AddUnique(
                table, terms, name, index, form, predicate, nullsDistinct, deferral, onDuplicates, repoint);
    }

    /** {@return this, as a unique index without a constraint, as object mappers make it} */
    public AddUnique asIndex() {
        return new AddUnique(
                table, terms, name, replaced, Form.INDEX, predicate, nullsDistinct, deferral, onDuplicates, repoint);
    }

    /** {@return this, among the rows for which that SQL condition holds; a unique index} */
    public AddUnique where(String condition) {
        return new AddUnique(
                table,
                terms,
                name,
                replaced,
                form,
                Expression.of(condition),
                nullsDistinct,
                deferral,
                onDuplicates,
                repoint);
    }

    /** {@return this, two rows with a NULL being equal; PostgreSQL 15 and later} */
    public AddUnique nullsNotDistinct() {
        return new AddUnique(table, terms, name, replaced, form, predicate, false, deferral, onDuplicates, repoint);
    }

    /** {@return this, checked at the end of transactions that ask for it; PostgreSQL} */
    public AddUnique deferrable() {
        return deferred(Deferral.DEFERRABLE);
    }

    /** {@return this, checked at the end of every transaction; PostgreSQL} */
    public AddUnique initiallyDeferred() {
        return deferred(Deferral.INITIALLY_DEFERRED);
    }

    private AddUnique deferred(Deferral when) {
        return new AddUnique(table, terms, name, replaced, form, predicate, nullsDistinct, when, onDuplicates, repoint);
    }

    /** {@return this, with that SQL expression as the next term; a unique index} */
    public AddUnique onExpression(String expression) {
        var more = new ArrayList<>(terms);
        more.add(IndexTerm.expression(Expression.of(expression)));
        return new AddUnique(
                table, more, name, replaced, form, predicate, nullsDistinct, deferral, onDuplicates, repoint);
    }

    /** {@return this, with that choice for rows that are equal} */
    public AddUnique onDuplicates(OnDuplicates choice) {
        return new AddUnique(table, terms, name, replaced, form, predicate, nullsDistinct, deferral, choice, repoint);
    }

    /** {@return this, rows that are equal being listed and the change refused; the default} */
    public AddUnique onDuplicates(Refusal refusal) {
        return onDuplicates(OnDuplicates.REFUSE);
    }

    /** {@return this, foreign keys that point at a row that goes being pointed at the row that stays} */
    public AddUnique repointReferences() {
        return new AddUnique(
                table, terms, name, replaced, form, predicate, nullsDistinct, deferral, onDuplicates, true);
    }

    @Override
    public void validate() {
        if (terms.isEmpty()) {
            throw new InvalidChangeException("addUnique needs a column or an expression");
        }
    }

    @Override
    public Scope scope() {
        var scope = Scope.of(table, CreateIndex.expressions(terms, predicate));
        return onDuplicates.keep() == OnDuplicates.Keep.REFUSE ? scope : scope.plus(Quarantine.scope(table));
    }

    @Override
    public List<Operation> expand(Catalog before) {
        var there = before.table(table);
        refuseWhatTheServerCannot(before);
        var index = before.inNormalForm(there.name(), wanted());
        var constraint = constraint(before, index);
        var expansion = new ArrayList<Operation>();
        if (onDuplicates.keep() != OnDuplicates.Keep.REFUSE && !Uniqueness.enforces(there, index)) {
            expansion.add(
                    new MoveDuplicates(table, index.terms(), index.predicate(), nullsDistinct, onDuplicates, repoint));
        }
        expansion.add(constraint == null ? new CreateIndex(table, index) : constraint);
        if (replaced != null) {
            expansion.add(new DropIndex(table, replaced, index));
        }
        return expansion;
    }

    private @Nullable AddUniqueConstraint constraint(Catalog before, Index index) {
        return isPlain(form, terms, predicate) && before.server().can(Feature.ADD_UNIQUE_CONSTRAINT)
                ? new AddUniqueConstraint(
                        table, new UniqueKey(index.name(), columns(terms), List.of(), nullsDistinct, deferral))
                : null;
    }

    private Index wanted() {
        var index = Index.on(null, List.of())
                .withTerms(terms)
                .withUnique(true)
                .withPredicate(predicate)
                .withNullsDistinct(nullsDistinct);
        return index.withName(name == null ? Names.unique(table, Names.parts(index)) : name);
    }

    private void refuseWhatTheServerCannot(Catalog before) {
        var server = before.server();
        if (!nullsDistinct && !server.can(Feature.NULLS_NOT_DISTINCT)) {
            throw new UnsupportedChangeException(
                    "NULLS NOT DISTINCT on " + table,
                    server + " always takes NULLs for different in a unique key",
                    "make a unique index on expressions that are never NULL: .onExpression(\"coalesce(%s, …)\"), with a value that no row has"
                            .formatted(firstNullable(before.table(table))));
        }
        if (deferral.deferrable() && !server.can(Feature.DEFERRABLE_UNIQUE)) {
            throw new UnsupportedChangeException(
                    "a deferrable unique key on " + table,
                    server + " checks unique keys at each row",
                    "leave deferrable() out; to swap values, go through one that no row has");
        }
    }

    private String firstNullable(Table there) {
        return terms.stream()
                .map(term -> term.value().toString())
                .filter(name -> there.find(name).filter(Column::notNull).isEmpty())
                .findFirst()
                .orElse(terms.get(0).toString());
    }

    private static boolean isPlain(Form form, List<IndexTerm> terms, @Nullable Expression predicate) {
        return form == Form.CONSTRAINT && predicate == null && columns(terms).size() == terms.size();
    }

    private static List<String> columns(List<IndexTerm> terms) {
        return terms.stream()
                .filter(term -> term.value() instanceof IndexTerm.OfColumn)
                .map(term -> term.value().toString())
                .toList();
    }

    @Override
    public boolean cancels(Operation other) {
        if (other instanceof DropUnique drop) {
            return drop.table().equals(table) && drop.columns().equals(columns(terms));
        }
        if (other instanceof DropIndex drop) {
            return drop.table().equals(table) && drop.name().equals(wanted().name());
        }
        return other instanceof CreateIndex create
                && create.table().equals(table)
                && create.name().equals(replaced);
    }

    @Override
    public String toString() {
        var calls = new ArrayList<Call>();
        TermText.calls("addUnique", table, terms, calls);
        if (name != null) {
            calls.add(Call.of("named", name));
        }
        if (replaced != null) {
            calls.add(Call.of("replacingIndex", replaced));
        }
        if (form == Form.INDEX) {
            calls.add(Call.of("asIndex"));
        }
        if (predicate != null) {
            calls.add(Call.of("where", predicate.sql()));
        }
        if (!nullsDistinct) {
            calls.add(Call.of("nullsNotDistinct"));
        }
        if (deferral.deferrable()) {
            calls.add(Call.of(deferral == Deferral.DEFERRABLE ? "deferrable" : "initiallyDeferred"));
        }
        if (onDuplicates.keep() != OnDuplicates.Keep.REFUSE) {
            calls.add(new Call("onDuplicates", List.of(new Call.Nested(List.of(onDuplicates.call())))));
        }
        if (repoint) {
            calls.add(Call.of("repointReferences"));
        }
        return Call.chain(calls);
    }

    static AddUnique read(Call head, List<Call> rest) {
        var operation = of(head.table(), head.texts(1));
        for (var call : rest) {
            operation = switch (call.name()) {
                case "named" -> operation.named(call.text(0));
                case "replacingIndex" -> operation.replacingIndex(call.text(0));
                case "asIndex" -> operation.asIndex();
                case "where" -> operation.where(call.text(0));
                case "nullsNotDistinct" -> operation.nullsNotDistinct();
                case "deferrable" -> operation.deferrable();
                case "initiallyDeferred" -> operation.initiallyDeferred();
                case "onDuplicates" ->
                    operation.onDuplicates(
                            OnDuplicates.read(call.chains().get(0).get(0)));
                case "repointReferences" -> operation.repointReferences();
                default -> operation.withTerm(TermText.read(call));
            };
        }
        return operation;
    }

    /** A reverse restores terms that users do not write: collated, descending. */
    AddUnique withTerm(IndexTerm term) {
        var more = new ArrayList<>(terms);
        more.add(term);
        return new AddUnique(
                table, more, name, replaced, form, predicate, nullsDistinct, deferral, onDuplicates, repoint);
    }
}
