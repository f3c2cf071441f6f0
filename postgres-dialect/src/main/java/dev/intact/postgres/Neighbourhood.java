package dev.intact.postgres;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;

/**
 * Which tables are read with those that a change names: all below them and above them by partitioning or inheritance, and
 * all that a foreign key joins to any of those below.
 */
final class Neighbourhood {
    private Neighbourhood() {}

    /**
     * pg_constraint has no index on the referenced table; pg_depend has one on whatever is depended on, and a foreign key
     * depends on the columns that it references.
     */
    static List<Long> of(DSLContext database, Collection<Long> tables) {
        return tables.isEmpty()
                ? List.of()
                : database.fetch("""
                    with recursive named as (
                      select unnest({0}) as oid
                      union
                      select i.inhrelid from named n join pg_catalog.pg_inherits i on i.inhparent = n.oid
                    ), above as (
                      select i.inhparent as oid from named n join pg_catalog.pg_inherits i on i.inhrelid = n.oid
                      union
                      select i.inhparent from above a join pg_catalog.pg_inherits i on i.inhrelid = a.oid
                    ), near as (
                      select oid from named
                      union
                      select f.confrelid
                      from named n
                      join pg_catalog.pg_constraint f on f.conrelid = n.oid and f.contype = 'f'
                      union
                      select f.conrelid
                      from named n
                      join pg_catalog.pg_depend d
                        on d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = n.oid
                        and d.classid = 'pg_catalog.pg_constraint'::regclass
                      join pg_catalog.pg_constraint f on f.oid = d.objid and f.contype = 'f'
                      union
                      select a.oid from above a
                    )
                    select c.oid::bigint
                    from near
                    join pg_catalog.pg_class c on c.oid = near.oid and c.relkind in ('r', 'p')
                    order by 1
                    """, Oids.array(Set.copyOf(tables))).getValues(0, Long.class);
    }
}
