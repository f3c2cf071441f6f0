package dev.intact.postgres;

import java.util.Arrays;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Functions that name things in their text, which the server looks at only when they run (documentation, "CREATE FUNCTION"). */
final class Mentions {
    private Mentions() {}

    /** {@return the functions with each of these names as a word in their body; of another schema's table, perhaps} */
    static List<String> of(DSLContext database, String... names) {
        var words = Arrays.stream(names)
                .map(name -> Ddl.part(
                        "(pg_catalog.pg_get_function_arguments(f.oid) || ' ' || f.prosrc) ~* ('(^|[^[:alnum:]_])' || {0} || '($|[^[:alnum:]_])')",
                        DSL.inline(escaped(name))))
                .toList();
        return database.fetch("""
            select f.oid::regprocedure::text
            from pg_catalog.pg_proc f
            join pg_catalog.pg_namespace n on n.oid = f.pronamespace
            where f.pronamespace <> 'pg_catalog'::regnamespace and n.nspname <> 'information_schema' and {0}
              and f.proname !~ '^intact_(copy|(key)?fill|keyfollow|insert|update|delete|truncate|touch|release)_[st]?[0-9a-f]{8}$'
            order by 1
            """, Ddl.and(words)).getValues(0, String.class);
    }

    private static String escaped(String name) {
        return name.replaceAll("([^\\p{L}\\p{N}_])", "\\\\$1");
    }
}
