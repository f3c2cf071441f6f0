package dev.intact.postgres;

import dev.intact.catalog.Feature;
import dev.intact.catalog.Server;
import java.util.EnumSet;
import java.util.List;
import org.jooq.DSLContext;

/** What the connected server is and can do. */
final class ServerReader {
    static final String PRODUCT = "PostgreSQL";

    private ServerReader() {}

    /**
     * What a session finds.
     *
     * @param server the server
     * @param version its version
     * @param searchPath the schemas in which it looks for names, in order
     */
    record Found(Server server, Version version, List<String> searchPath) {}

    static Found read(DSLContext database) {
        var facts = database.fetchSingle("""
            select current_setting('server_version') as version,
                   current_setting('server_version_num')::int / 10000 as major,
                   current_schemas(false)::text[] as search_path,
                   current_setting('max_identifier_length')::int as longest_name
            """);
        var version = new Version(facts.get("major", int.class));
        var features = EnumSet.of(
                Feature.ADD_UNIQUE_CONSTRAINT,
                Feature.DEFERRABLE_UNIQUE,
                Feature.NOT_VALID,
                Feature.ALTER_NOT_NULL,
                Feature.INHERITANCE,
                Feature.ROW_IMAGES,
                Feature.ANTI_JOIN,
                Feature.UUIDS,
                Feature.TYPED_EXPRESSIONS,
                Feature.IDENTITY_COLUMNS);
        // These came with 15 (its release notes, "Indexes", "Constraints").
        if (version.atLeast(15)) {
            features.add(Feature.NULLS_NOT_DISTINCT);
            features.add(Feature.SET_COLUMNS);
        }
        // As did this with 18.
        if (version.atLeast(18)) {
            features.add(Feature.NOT_VALID_PARTITIONED);
        }
        var server =
                new Server(PRODUCT, facts.get("version", String.class), facts.get("longest_name", int.class), features);
        return new Found(server, version, List.of(facts.get("search_path", String[].class)));
    }
}
