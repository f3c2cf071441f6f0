package dev.intact.operation;

import dev.intact.error.InvalidChangeException;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of rows that a unique key would forbid.
 *
 * @param keep which of several equal rows stays; the others are moved to a quarantine table
 * @param order the order in which it is the first or the last; the primary key settles ties
 */
public record OnDuplicates(Keep keep, List<Sorting> order) {
    /** Which row stays. */
    public enum Keep {
        /** None is chosen: the change is refused, and the rows are listed. */
        REFUSE("refuse"),
        /** The first in the order. */
        FIRST("keepFirst"),
        /** The last in the order. */
        LAST("keepLast");

        private final String word;

        Keep(String word) {
            this.word = word;
        }
    }

    /** Refuse the change and list the rows. */
    public static final OnDuplicates REFUSE = new OnDuplicates(Keep.REFUSE, List.of());

    public OnDuplicates {
        order = List.copyOf(order);
        if (keep != Keep.REFUSE && order.isEmpty()) {
            throw new InvalidChangeException(
                    "%s needs an order: %s(asc(\"created_at\"))".formatted(keep.word, keep.word));
        }
    }

    /** {@return the order in which the row that stays comes first, the primary key settling ties} */
    List<Sorting> keeperFirst(List<String> primaryKey) {
        var all = new ArrayList<>(order);
        var sorted = order.stream().map(Sorting::column).toList();
        primaryKey.stream()
                .filter(column -> !sorted.contains(column))
                .forEach(column -> all.add(new Sorting(column, false)));
        return keep == Keep.LAST ? all.stream().map(Sorting::reversed).toList() : List.copyOf(all);
    }

    Call call() {
        return new Call(
                keep.word,
                order.stream()
                        .<Call.Argument>map(sorting -> new Call.Nested(List.of(sorting.call())))
                        .toList());
    }

    static OnDuplicates read(Call call) {
        for (var keep : Keep.values()) {
            if (keep.word.equals(call.name())) {
                return new OnDuplicates(
                        keep,
                        call.chains().stream()
                                .map(chain -> Sorting.read(chain.get(0)))
                                .toList());
            }
        }
        throw call.unexpected();
    }
}
