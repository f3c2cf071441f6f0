package dev.intact.examples;

import dev.intact.examples.Ledger.Kind;
import dev.intact.examples.Ledger.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ledgers of two releases of an application in figures. */
record Accounts(Ledger old, Ledger fresh) {
    private static final List<String> KINDS = List.of("insert", "count run", "archive", "delete");
    private static final int WIDTH = 11;

    @Override
    public String toString() {
        var lines = new ArrayList<String>();
        lines.add(line(
                "", "old release", KINDS.subList(1, 4).stream().map(kind -> "").toList(), "new release"));
        lines.add(row("", Stream.concat(KINDS.stream(), KINDS.stream())));
        for (var period : Period.values()) {
            lines.add(row(period.toString(), figures(old.counts(period), fresh.counts(period))));
        }
        lines.add(row("together", figures(totals(old), totals(fresh))));
        lines.add("tried again after a deadlock: %d and %d".formatted(old.deadlocks(), fresh.deadlocks()));
        return ExampleDatabase.lines(lines);
    }

    private static String line(String first, String second, List<String> gap, String last) {
        return row(first, Stream.concat(Stream.concat(Stream.of(second), gap.stream()), Stream.of(last)));
    }

    private static List<Long> totals(Ledger ledger) {
        return Arrays.stream(Kind.values()).map(ledger::count).toList();
    }

    private static Stream<String> figures(List<Long> some, List<Long> others) {
        return Stream.concat(some.stream(), others.stream()).map(count -> count == 0 ? "-" : String.valueOf(count));
    }

    private static String row(String label, Stream<String> cells) {
        return "%-22s".formatted(label)
                + cells.map(cell -> ("%" + WIDTH + "s").formatted(cell)).collect(Collectors.joining());
    }
}
