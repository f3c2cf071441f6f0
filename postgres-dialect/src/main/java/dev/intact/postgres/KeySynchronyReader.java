package dev.intact.postgres;

import dev.intact.operation.KeyCopy;
import java.util.Map;
import org.jooq.impl.DSL;

/** Reads from its triggers that a table gets columns of the key which it refers to, and how far it has come. */
final class KeySynchronyReader {
    private static final String ON_THEIR_WAY = """
        select f.tgrelid::bigint as child, pg_catalog.obj_description(f.tgfoid, 'pg_proc') as text
        from pg_catalog.pg_trigger f
        where f.tgrelid = any ({0}) and starts_with(f.tgname, {1})
        """;

    private KeySynchronyReader() {}

    static Question question(Subjects subjects, Map<Long, TableDraft> tables) {
        var query = subjects.query(ON_THEIR_WAY, DSL.inline(KeySynchrony.FILL));
        return Question.ofRows(query, row -> {
            var table = tables.get(row.get("child", Long.class));
            var text = row.get("text", String.class);
            if (table != null && text != null) {
                read(table, text);
            }
        });
    }

    private static void read(TableDraft table, String text) {
        boolean filled = text.startsWith(KeySynchrony.FILLED);
        var written = text.substring((filled ? KeySynchrony.FILLED : KeySynchrony.FILLING).length());
        var copy = KeyCopy.parse(written);
        table.property(filled ? copy.kept() : copy.underWay(), written);
    }
}
