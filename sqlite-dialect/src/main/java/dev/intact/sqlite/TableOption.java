package dev.intact.sqlite;

import java.util.ArrayList;
import java.util.List;

/** A word behind a table's columns: https://sqlite.org/syntax/table-options.html. */
record TableOption(Kind kind, Span span) {
    enum Kind {
        WITHOUT_ROWID,
        STRICT,
        UNKNOWN
    }

    /** Reads the options up to the statement's end. */
    static List<TableOption> list(TokenReader reader) {
        var options = new ArrayList<TableOption>();
        while (!reader.atEnd() && !reader.is(";")) {
            var from = reader.position();
            var kind = kind(reader);
            options.add(new TableOption(kind, reader.since(from)));
            reader.accept(",");
        }
        return List.copyOf(options);
    }

    private static Kind kind(TokenReader reader) {
        if (reader.accept("without", "rowid")) {
            return Kind.WITHOUT_ROWID;
        }
        if (reader.accept("strict")) {
            return Kind.STRICT;
        }
        reader.next();
        return Kind.UNKNOWN;
    }
}
