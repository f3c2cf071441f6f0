package dev.intact.operation;

import dev.intact.catalog.TableName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What columns tell and perhaps a name, in a change's text: {@code dropUnique("t", "a").named("uq_t_a")}. */
final class NamedText {
    private NamedText() {}

    static String of(String operation, TableName table, List<String> columns, @Nullable String name) {
        var calls = new ArrayList<Call>();
        calls.add(Call.of(operation, table, columns));
        if (name != null) {
            calls.add(Call.of("named", name));
        }
        return Call.chain(calls);
    }

    /** {@return the name that follows, the last one if there are several; null where there is none} */
    static @Nullable String nameIn(List<Call> rest) {
        String name = null;
        for (var call : rest) {
            if (!call.name().equals("named")) {
                throw call.unexpected();
            }
            name = call.text(0);
        }
        return name;
    }
}
