package dev.intact.postgres;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;

/**
 * Queries of the system catalogs. A run asks the same ones again and again, and to plan one takes the server several times
 * as long as to answer it: so each is prepared when it is first asked, and its plan is kept, as it has no parameters
 * (documentation of plan_cache_mode). What they return is of no type that a change could alter.
 */
final class CatalogQueries {
    private static final String PREFIX = "intact_catalog_";

    /** No name is used twice: what is prepared stays, even if the query fails and its transaction is undone. */
    private static final AtomicLong NAMES = new AtomicLong();

    private final DSLContext database;
    private final boolean preparing;
    private final Map<String, Name> prepared = new HashMap<>();
    private boolean asked;

    /** @param preparing whether the session is ours, to leave something there until {@link #end} */
    CatalogQueries(DSLContext database, boolean preparing) {
        this.database = database;
        this.preparing = preparing;
    }

    Result<Record> fetch(String sql, QueryPart... parts) {
        if (!preparing) {
            return database.fetch(sql, parts);
        }
        var text = database.renderInlined(DSL.resultQuery(sql, parts));
        var name = prepared.get(text);
        return name == null ? prepareAndFetch(text) : database.fetch("execute {0}", name);
    }

    /** In one round trip. */
    private Result<Record> prepareAndFetch(String text) {
        asked = true;
        var name = DSL.name(PREFIX + NAMES.incrementAndGet());
        var rows = database.fetchMany("prepare {0} as {1}; execute {0}", name, DSL.raw(text))
                .get(0);
        prepared.put(text, name);
        return rows;
    }

    /** Leaves nothing prepared, whatever became of it, outside a transaction. */
    void end() {
        if (asked) {
            var left = database.fetch(
                            "select name from pg_catalog.pg_prepared_statements where from_sql and starts_with(name, {0})",
                            DSL.inline(PREFIX))
                    .getValues(0, String.class);
            database.batch(left.stream()
                            .map(name -> DSL.query("deallocate {0}", DSL.name(name)))
                            .toList())
                    .execute();
            prepared.clear();
            asked = false;
        }
    }
}
