package dev.intact.postgres;

import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Names that are taken: tables, indexes, views and sequences of a schema share theirs. */
final class TakenNames {
    private TakenNames() {}

    static Map<TableName, String> of(DSLContext database, Set<TableName> names) {
        var taken = new TreeMap<TableName, String>();
        if (names.isEmpty()) {
            return taken;
        }
        var ordered = List.copyOf(names);
        var rows = database.fetch(
                """
                select w.number::int, c.relkind::text, i.indrelid::regclass::text
                from unnest({0}::text[], {1}::text[]) with ordinality as w (schema, name, number)
                join pg_catalog.pg_namespace n on n.nspname = coalesce(w.schema, current_schema())
                join pg_catalog.pg_class c on c.relname = w.name and c.relnamespace = n.oid
                left join pg_catalog.pg_index i on i.indexrelid = c.oid
                """,
                DSL.inline(ordered.stream().map(TableName::schema).toArray(String[]::new)),
                DSL.inline(ordered.stream().map(TableName::name).toArray(String[]::new)));
        for (var row : rows) {
            var kind = RelationKind.words(row.get(1, String.class));
            var indexed = row.get(2, String.class);
            taken.put(ordered.get(row.get(0, int.class) - 1), indexed == null ? kind : kind + " of " + indexed);
        }
        return taken;
    }
}
