package dev.intact.operation;

import dev.intact.catalog.ColumnPair;
import java.util.ArrayList;
import java.util.List;

/** Pairs of columns in a change's text: {@code column("status_id").to("id")}. */
final class PairText {
    private PairText() {}

    static Call of(String name, List<ColumnPair> pairs) {
        return new Call(name, pairs.stream().map(PairText::argument).toList());
    }

    static Call with(String name, ColumnPair pair, Call further) {
        var arguments = new ArrayList<Call.Argument>();
        arguments.add(argument(pair));
        arguments.add(new Call.Nested(List.of(further)));
        return new Call(name, arguments);
    }

    private static Call.Argument argument(ColumnPair pair) {
        return new Call.Nested(List.of(Call.of("column", pair.from()), Call.of("to", pair.to())));
    }

    static List<ColumnPair> readAll(Call call) {
        return call.chains().stream().map(PairText::read).toList();
    }

    static ColumnPair read(List<Call> chain) {
        var head = chain.get(0);
        if (chain.size() != 2
                || !head.name().equals("column")
                || !chain.get(1).name().equals("to")) {
            throw head.unexpected();
        }
        return new ColumnPair(head.text(0), chain.get(1).text(0));
    }
}
