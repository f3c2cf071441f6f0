package dev.intact.postgres;

import dev.intact.catalog.TableName;
import dev.intact.operation.Absorption;
import java.util.Map;
import org.jooq.impl.DSL;

/** Reads from its triggers that a table takes over what another one holds: how far it has come, and what it is to become. */
final class SynchronyReader {
    private static final String ON_THEIR_WAY = """
        select f.tgrelid::bigint as target, n.nspname::text as source_schema, s.relname::text as source,
               pg_catalog.obj_description(f.tgfoid, 'pg_proc') as text,
               exists (
                 select from pg_catalog.pg_trigger i where i.tgrelid = f.tgrelid and i.tgname = {2} || substr(f.tgname, {4})
               ) as both_ways
        from pg_catalog.pg_trigger f
        join pg_catalog.pg_trigger c on c.tgname = {3} || substr(f.tgname, {4})
        join pg_catalog.pg_class s on s.oid = c.tgrelid
        join pg_catalog.pg_namespace n on n.oid = s.relnamespace
        where f.tgrelid = any ({0}) and starts_with(f.tgname, {1})
        """;

    private SynchronyReader() {}

    static Question question(Subjects subjects, Map<Long, TableDraft> tables) {
        var query = subjects.query(
                ON_THEIR_WAY,
                DSL.inline(Synchrony.FILL),
                DSL.inline(Synchrony.INSERT),
                DSL.inline(Synchrony.COPY),
                DSL.inline(Synchrony.FILL.length() + 1));
        return Question.ofRows(query, row -> {
            var table = tables.get(row.get("target", Long.class));
            if (table != null) {
                var source = new TableName(row.get("source_schema", String.class), row.get("source", String.class));
                table.property(
                        row.get("both_ways", boolean.class)
                                ? Absorption.keptEqual(source)
                                : Absorption.underWay(source),
                        row.get("text", String.class));
            }
        });
    }
}
