package dev.intact.postgres;

import dev.intact.catalog.TableName;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Functions that name a table in their text, which the server looks at only when they run (documentation, "CREATE FUNCTION"). */
final class Mentions {
    private Mentions() {}

    /** {@return the functions with that name as a word in their body; of another schema's table, perhaps} */
    static List<String> of(DSLContext database, TableName table) {
        return database.fetch("""
            select f.oid::regprocedure::text
            from pg_catalog.pg_proc f
            join pg_catalog.pg_namespace n on n.oid = f.pronamespace
            where n.nspname not in ('pg_catalog', 'information_schema') and f.prosrc ~ ('\\m' || {0} || '\\M')
              and f.proname !~ '^intact_(copy|(key)?fill|keyfollow|insert|update|delete|truncate|touch|release)_[st]?[0-9a-f]{8}$'
            order by 1
            """, DSL.inline(table.name().replaceAll("([^\\p{L}\\p{N}_])", "\\\\$1")))
                .getValues(0, String.class);
    }
}
