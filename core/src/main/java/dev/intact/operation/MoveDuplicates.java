package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Expression;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.check.Duplicates;
import dev.intact.check.Ranking;
import dev.intact.check.ReferencedDuplicates;
import dev.intact.error.DifferentShapeException;
import dev.intact.error.UnsupportedChangeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    /** The quarantine table's column that says why a row is there. */
    public static final String REASON = "intact_reason";

    /** The quarantine table's column that says since when a row is there. */
    public static final String MOVED_AT = "intact_moved_at";

    private static final Column REASON_COLUMN = Column.of(REASON, "text");
    private static final Column MOVED_AT_COLUMN = Column.of(MOVED_AT, "timestamp with time zone");

    public MoveDuplicates {
        terms = List.copyOf(terms);
    }

    /** {@return the quarantine table of that table} */
    public static TableName quarantineOf(TableName table) {
        return table.sibling(Names.quarantine(table));
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
        return Scope.of(table, CreateIndex.expressions(terms, predicate)).plus(quarantineScope(table));
    }

    /** {@return what must be known of a table's quarantine table, whether it is there or not} */
    static Scope quarantineScope(TableName table) {
        return Scope.ofPossible(quarantineOf(table))
                .withType(REASON_COLUMN.type())
                .withType(MOVED_AT_COLUMN.type());
    }

    @Override
    public Catalog after(Catalog before) {
        var there = before.table(table);
        ranking(before).order().forEach(each -> there.column(each.column()));
        var wanted = quarantine(before, there);
        var old = before.find(wanted.name());
        if (old.isEmpty()) {
            return before.with(wanted);
        }
        var missing = wanted.columns().stream()
                .filter(column -> old.get()
                        .find(column.name())
                        .filter(each -> each.type().equals(column.type()))
                        .isEmpty())
                .map(Column::toString)
                .toList();
        if (!missing.isEmpty()) {
            throw new DifferentShapeException(
                    wanted.name().toString(),
                    "a column each for " + String.join(", ", missing),
                    "columns " + String.join(", ", old.get().columnNames()),
                    "rename the old quarantine table");
        }
        return before;
    }

    private static Table quarantine(Catalog before, Table there) {
        var columns = new ArrayList<Column>();
        there.columns().forEach(column -> columns.add(Column.of(column.name(), column.type())));
        columns.add(before.inNormalForm(there.name(), REASON_COLUMN));
        columns.add(before.inNormalForm(there.name(), MOVED_AT_COLUMN));
        return Table.of(quarantineOf(there.name()), columns);
    }

    /** {@return what makes this operation needed} */
    @Override
    public Optional<DataCheck> resolves(Catalog before) {
        return Optional.of(check(before.table(table).name()));
    }

    @Override
    public List<DataCheck> checks(Catalog before) {
        if (repoint) {
            return List.of();
        }
        var there = before.table(table);
        return before.referencesTo(there.name()).stream()
                .<DataCheck>map(reference -> new ReferencedDuplicates(ranking(before), reference))
                .toList();
    }

    @Override
    public Undo undo(Catalog before) {
        return Undo.NOTHING.noting("rows that were moved stay in " + quarantineOf(table));
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
