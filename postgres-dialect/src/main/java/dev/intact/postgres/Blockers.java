package dev.intact.postgres;

import dev.intact.catalog.TableName;
import dev.intact.error.Fact;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Who holds locks on tables. A prepared transaction holds them without a session; only the server's log tells of it. */
final class Blockers {
    private static final String HOLDERS = """
        with held as (
          select l.pid, l.virtualtransaction,
                 string_agg(distinct lower(regexp_replace(replace(l.mode, 'Lock', ''), '(?<=[a-z])(?=[A-Z])', ' ', 'g'))
                   || ' on ' || c.relname, ', ') as locks
          from unnest({0}::text[], {1}::text[]) as w (schema, name)
          cross join lateral (
            select to_regclass(case when w.schema is null then format('%I', w.name) else format('%I.%I', w.schema, w.name) end) as oid
          ) t
          join pg_catalog.pg_class c on c.oid = t.oid
          join pg_catalog.pg_locks l
            on l.locktype = 'relation' and l.relation = t.oid and l.granted
            and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
          where l.pid is distinct from pg_backend_pid()
          group by l.pid, l.virtualtransaction
        )
        select h.pid, h.locks, coalesce(a.usename, p.owner)::text as role, a.state::text as state, p.gid::text as prepared,
               date_trunc('second', coalesce(a.xact_start, p.prepared))::text as since,
               left(regexp_replace(a.query, '\\s+', ' ', 'g'), 120) as query
        from held h
        left join pg_catalog.pg_stat_activity a on a.pid = h.pid
        left join pg_catalog.pg_locks x
          on h.pid is null and x.pid is null and x.locktype = 'transactionid'
          and x.virtualtransaction = h.virtualtransaction
        left join pg_catalog.pg_prepared_xacts p on p.transaction = x.transactionid
        order by coalesce(a.xact_start, p.prepared)
        limit 5
        """;

    private Blockers() {}

    static List<Fact> of(DSLContext database, Set<TableName> tables) {
        var names = List.copyOf(tables);
        var lines = database.fetch(
                        HOLDERS,
                        DSL.inline(names.stream().map(TableName::schema).toArray(String[]::new)),
                        DSL.inline(names.stream().map(TableName::name).toArray(String[]::new)))
                .map(Blockers::line);
        return lines.isEmpty() ? List.of() : List.of(new Fact("held by", lines));
    }

    private static String line(Record row) {
        var locks = row.get("locks", String.class);
        var since = row.get("since", String.class);
        var role = row.get("role", String.class);
        if (row.get("pid") == null) {
            return "prepared transaction %s of %s, since %s: %s"
                    .formatted(row.get("prepared", String.class), role, since, locks);
        }
        return "pid %d of %s, %s, since %s: %s; %s"
                .formatted(
                        row.get("pid", int.class),
                        role,
                        row.get("state", String.class),
                        since,
                        locks,
                        row.get("query", String.class));
    }
}
