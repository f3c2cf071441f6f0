package dev.intact.sqlite;

import java.util.ArrayList;
import java.util.List;

/**
 * What stands before the statements of a trigger.
 *
 * @param event {@code insert}, {@code update} or {@code delete}
 * @param columns the columns after UPDATE OF, if there are any
 * @param end the number of the tokens up to ON
 */
record TriggerHeader(String event, List<String> columns, int end) {
    TriggerHeader {
        columns = List.copyOf(columns);
    }

    /** {@return whether an update that sets these columns fires it, whatever their values} */
    boolean firesOnUpdateOf(List<String> written) {
        return event.equals("update")
                && (columns.isEmpty()
                        || columns.stream()
                                .anyMatch(column -> written.stream().anyMatch(each -> Identifiers.same(each, column))));
    }

    /** Reads it from a trigger's text: before ON, INSERT, UPDATE and DELETE can be nothing but keywords there. */
    static TriggerHeader of(String sql) {
        var tokens = TokenReader.significant(sql);
        var event = "update";
        var columns = new ArrayList<String>();
        var ofColumns = false;
        for (var i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            if (token.is("on")) {
                return new TriggerHeader(event, columns, i);
            }
            if (token.is("insert") || token.is("update") || token.is("delete")) {
                event = Identifiers.fold(token.text());
            } else if (token.is("of") && tokens.get(i - 1).is("update")) {
                ofColumns = true;
            } else if (ofColumns && !token.is(",")) {
                columns.add(Identifiers.unquote(token));
            }
        }
        return new TriggerHeader(event, columns, tokens.size());
    }
}
