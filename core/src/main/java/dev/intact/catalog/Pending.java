package dev.intact.catalog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a plan is yet to make of a table's rows, so that rules can be asked of them before.
 *
 * @param derived for columns that are yet to be added or filled: where their values come from, which may be a lookup
 * @param lookups rows of other tables that values come from
 * @param remaining where rows are yet to be taken away: conditions for those that stay, on the table under its own name
 */
public record Pending(SortedMap<String, Expression> derived, List<Lookup> lookups, List<Expression> remaining) {
    /** Nothing: the rows are those that are in the table, as they are. */
    public static final Pending NOTHING = new Pending(Collections.emptySortedMap(), List.of(), List.of());

    /**
     * Rows of another table, one at most for each of the table's.
     *
     * @param alias the name that values are told by
     * @param rows the query, none of whose columns has a name that the table's may have
     * @param on what joins them: the query under the alias, the table under its own name
     */
    public record Lookup(String alias, Expression rows, Expression on) {}

    public Pending {
        derived = Collections.unmodifiableSortedMap(new TreeMap<>(derived));
        lookups = List.copyOf(lookups);
        remaining = List.copyOf(remaining);
    }

    Pending with(String column, Expression value) {
        var more = new TreeMap<>(derived);
        more.put(column, value);
        return new Pending(more, lookups, remaining);
    }

    Pending without(String column) {
        var fewer = new TreeMap<>(derived);
        fewer.remove(column);
        return new Pending(fewer, lookups, remaining);
    }

    Pending with(Lookup lookup) {
        var more = new ArrayList<>(lookups);
        more.add(lookup);
        return new Pending(derived, more, remaining);
    }

    Pending withOnly(Expression rows) {
        var more = new ArrayList<>(remaining);
        more.add(rows);
        return new Pending(derived, lookups, more);
    }
}
