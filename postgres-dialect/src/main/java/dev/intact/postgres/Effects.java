package dev.intact.postgres;

import dev.intact.catalog.TableName;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * What acts when rows of a table are written, and is not ours: each by its oid, and by the transaction that last altered
 * it.
 *
 * <p>Foreign keys act through triggers on either side (documentation, "pg_trigger": {@code tgconstraint}).
 */
final class Effects {
    private Effects() {}

    static Set<String> on(DSLContext database, Set<TableName> tables) {
        var names = tables.stream()
                .map(table -> DSL.field("to_regclass({0})", DSL.inline(Ddl.sql("{0}", Names.of(table)))))
                .toList();
        return database.fetch("""
                with recursive tables as (
                  select unnest(array[{0}])::oid as oid
                  union
                  select i.inhrelid from tables t join pg_catalog.pg_inherits i on i.inhparent = t.oid
                )
                select concat_ws(' ', 'trigger', t.oid, t.xmin)
                from tables join pg_catalog.pg_trigger t on t.tgrelid = tables.oid and t.tgname !~ {1}
                union all
                select concat_ws(' ', 'rule', r.oid, r.xmin)
                from tables join pg_catalog.pg_rewrite r on r.ev_class = tables.oid""", DSL.list(names), DSL.inline(OwnTriggers.PATTERN))
                .intoSet(0, String.class);
    }
}
