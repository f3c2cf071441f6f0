package dev.intact.postgres;

import dev.intact.catalog.Feature;
import dev.intact.catalog.Server;
import java.util.EnumSet;
import org.jooq.DSLContext;

/** What the connected server is and can do. */
final class ServerReader {
    static final String PRODUCT = "PostgreSQL";

    private ServerReader() {}

    static Server read(DSLContext database) {
        var facts = database.fetchSingle("""
            select current_setting('server_version') as version,
                   current_setting('max_identifier_length')::int as longest_name,
                   exists (
                     select from pg_catalog.pg_attribute
                     where attrelid = 'pg_catalog.pg_index'::regclass and attname = 'indnullsnotdistinct'
                   ) as nulls_not_distinct\
            """);
        var features = EnumSet.of(
                Feature.ADD_UNIQUE_CONSTRAINT, Feature.DEFERRABLE_UNIQUE, Feature.ALTER_NOT_NULL, Feature.INHERITANCE);
        if (facts.get("nulls_not_distinct", boolean.class)) {
            features.add(Feature.NULLS_NOT_DISTINCT);
        }
        return new Server(PRODUCT, facts.get("version", String.class), facts.get("longest_name", int.class), features);
    }
}
