package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Expression;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.check.Duplicates;
import dev.intact.check.Ranking;
import dev.intact.check.ReferencedGoers;
import dev.intact.error.UnsupportedChangeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves all but one of the rows that are equal, whole, into a quarantine table {@code intact_quarantine_{table}} beside
 * the table, with the reason and the time. Rows that foreign keys point at stay, and the change is refused, unless the
 * references are to be pointed at the row that stays. Left out of a plan where no rows are equal.
 *
 * @param table the table
 * @param terms the columns and expressions that are to be unique together
 * @param predicate the rows among which they are, or null for all
 * @param nullsDistinct whether rows with a NULL never equal each other
 * @param onDuplicates which row stays; not {@link OnDuplicates.Keep#REFUSE}
 * @param repoint whether foreign keys that point at a row that goes are pointed at the row that stays
 */
public record MoveDuplicates(
        TableName table,
        List<IndexTerm> terms,
        @Nullable Expression predicate,
        boolean nullsDistinct,
        OnDuplicates onDuplicates,
        boolean repoint)
        implements Primitive {
    public MoveDuplicates {
        terms = List.copyOf(terms);
    }

    /** {@return why the rows are moved, in words that stand in the quarantine table} */
    public String reason() {
        return check(table).rule();
    }

    private Duplicates check(TableName exact) {
        return new Duplicates(exact, terms, predicate, nullsDistinct);
    }

    /** {@return the rows in the order in which the first of equal ones stays} */
    public Ranking ranking(Catalog before) {
        var there = before.table(table);
        var order = onDuplicates.keeperFirst(primaryKey(there)).stream()
                .map(each -> new Ranking.Order(each.column(), each.descending()))
                .toList();
        return new Ranking(check(there.name()), order);
    }

    private static List<String> primaryKey(Table there) {
        var key = there.primaryKey();
        if (key == null) {
            throw new UnsupportedChangeException(
                    "choosing among equal rows of " + there.name(),
                    "the table has no primary key to tell the rows apart",
                    "give it one, or fix the rows by hand");
        }
        return key.columns();
    }

    @Override
    public Scope scope() {
        return Scope.of(table, CreateIndex.expressions(terms, predicate)).plus(Quarantine.scope(table));
    }

    @Override
    public Catalog after(Catalog before) {
        var there = before.table(table);
        ranking(before).order().forEach(each -> there.column(each.column()));
        return Quarantine.in(before, there);
    }

    /** {@return what makes this operation needed} */
    @Override
    public Optional<DataCheck> resolves(Catalog before) {
        return Optional.of(check(before.table(table).name()));
    }

    @Override
    public Set<TableName> moves(Catalog before) {
        var moves = new HashSet<>(before.withPartitions(table));
        moves.add(Quarantine.of(before.table(table).name()));
        return moves;
    }

    @Override
    public List<DataCheck> checks(Catalog before) {
        if (repoint) {
            return List.of();
        }
        var there = before.table(table);
        return before.referencesTo(there.name()).stream()
                .<DataCheck>map(reference -> new ReferencedGoers(ranking(before), reference))
                .toList();
    }

    @Override
    public Undo undo(Catalog before) {
        return Undo.NOTHING.noting("rows that were moved stay in " + Quarantine.of(table));
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        var calls = new ArrayList<Call>();
        TermText.calls("moveDuplicates", table, terms, calls);
        if (predicate != null) {
            calls.add(Call.of("where", predicate.sql()));
        }
        if (!nullsDistinct) {
            calls.add(Call.of("nullsNotDistinct"));
        }
        calls.add(new Call("onDuplicates", List.of(new Call.Nested(List.of(onDuplicates.call())))));
        if (repoint) {
            calls.add(Call.of("repointReferences"));
        }
        return Call.chain(calls);
    }

    /** It says a part of what {@code addUnique} says, in the same words. */
    static MoveDuplicates read(Call head, List<Call> rest) {
        var unique = AddUnique.read(head, rest);
        return new MoveDuplicates(
                unique.table(),
                unique.terms(),
                unique.predicate(),
                unique.nullsDistinct(),
                unique.onDuplicates(),
                unique.repoint());
    }
}
