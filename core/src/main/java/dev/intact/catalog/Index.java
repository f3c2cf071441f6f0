package dev.intact.catalog;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An index that belongs to no constraint.
 *
 * @param name its name, or null where any will do
 * @param unique whether it forbids equal rows
 * @param method how it is built: {@code btree}, {@code gin}
 * @param terms what it is sorted by
 * @param include further columns that it carries
 * @param predicate which rows it covers, or null for all
 * @param nullsDistinct whether rows with a NULL among the terms never equal each other
 * @param storage PostgreSQL's storage parameters and tablespace, as {@code fillfactor=70}
 * @param state whether queries and writes can rely on it
 */
public record Index(
        @Nullable String name,
        boolean unique,
        String method,
        List<IndexTerm> terms,
        List<String> include,
        @Nullable Expression predicate,
        boolean nullsDistinct,
        List<String> storage,
        State state) {

    /** The method of an ordinary index, and SQLite's only one. */
    public static final String BTREE = "btree";

    /** Whether an index can be relied on. */
    public enum State {
        /** It is complete. */
        VALID,
        /** A build that failed half-way left it; it enforces nothing and answers nothing. */
        INVALID,
        /** A build that was interrupted left it: new rows obey it, old ones may not. */
        INVALID_BUT_ENFORCED
    }

    public Index {
        terms = List.copyOf(terms);
        include = List.copyOf(include);
        storage = List.copyOf(storage);
    }

    /** {@return an ordinary index over these columns} */
    public static Index on(@Nullable String name, List<String> columns) {
        return new Index(
                name,
                false,
                BTREE,
                columns.stream().map(IndexTerm::column).toList(),
                List.of(),
                null,
                true,
                List.of(),
                State.VALID);
    }

    /** {@return this index under another name} */
    public Index withName(@Nullable String other) {
        return new Index(other, unique, method, terms, include, predicate, nullsDistinct, storage, state);
    }

    /** {@return this index, forbidding equal rows or not} */
    public Index withUnique(boolean forbidding) {
        return new Index(name, forbidding, method, terms, include, predicate, nullsDistinct, storage, state);
    }

    /** {@return this index, built in that way} */
    public Index withMethod(String other) {
        return new Index(name, unique, other, terms, include, predicate, nullsDistinct, storage, state);
    }

    /** {@return this index over those terms} */
    public Index withTerms(List<IndexTerm> others) {
        return new Index(name, unique, method, others, include, predicate, nullsDistinct, storage, state);
    }

    /** {@return this index carrying those further columns} */
    public Index withInclude(List<String> columns) {
        return new Index(name, unique, method, terms, columns, predicate, nullsDistinct, storage, state);
    }

    /** {@return this index over the rows of that predicate} */
    public Index withPredicate(@Nullable Expression rows) {
        return new Index(name, unique, method, terms, include, rows, nullsDistinct, storage, state);
    }

    /** {@return this index, telling NULLs apart or not} */
    public Index withNullsDistinct(boolean distinct) {
        return new Index(name, unique, method, terms, include, predicate, distinct, storage, state);
    }

    /** {@return this index with those storage parameters} */
    public Index withStorage(List<String> parameters) {
        return new Index(name, unique, method, terms, include, predicate, nullsDistinct, parameters, state);
    }

    /** {@return this index in that state} */
    public Index withState(State other) {
        return new Index(name, unique, method, terms, include, predicate, nullsDistinct, storage, other);
    }

    /** {@return this index with each of its expressions replaced; without a predicate that says nothing} */
    public Index mapExpressions(UnaryOperator<Expression> map) {
        var mapped = terms.stream().map(term -> mapped(term, map)).toList();
        var rows = Optional.ofNullable(predicate)
                .map(map)
                .filter(each -> !each.normalForm().equals(Expression.ALWAYS))
                .orElse(null);
        return withTerms(mapped).withPredicate(rows);
    }

    private static IndexTerm mapped(IndexTerm term, UnaryOperator<Expression> map) {
        return term.value() instanceof IndexTerm.OfExpression of
                ? new IndexTerm(
                        new IndexTerm.OfExpression(map.apply(of.expression())),
                        term.collation(),
                        term.operatorClass(),
                        term.descending(),
                        term.nulls())
                : term;
    }

    /** {@return whether both cover the same rows in the same way; name, storage and state do not matter} */
    public boolean sameShape(Index other) {
        return withName(null)
                .withStorage(List.of())
                .withState(State.VALID)
                .equals(other.withName(null).withStorage(List.of()).withState(State.VALID));
    }

    /** {@return the columns when every term is a plain column, else an empty list} */
    public List<String> plainColumns() {
        return terms.stream().allMatch(IndexTerm::isPlainColumn)
                ? terms.stream().map(term -> term.value().toString()).toList()
                : List.of();
    }

    @Override
    public String toString() {
        return (unique ? "unique index " : "index ")
                + (nullsDistinct ? "" : "nulls not distinct ")
                + (method.equals(BTREE) ? "" : "using " + method + " ")
                + terms.stream().map(IndexTerm::toString).collect(Collectors.joining(", ", "(", ")"))
                + (include.isEmpty() ? "" : " include (" + String.join(", ", include) + ")")
                + (storage.isEmpty() ? "" : " with (" + String.join(", ", storage) + ")")
                + (predicate == null ? "" : " where " + predicate)
                + (state == State.VALID ? "" : " (invalid, left by an interrupted build)");
    }
}
