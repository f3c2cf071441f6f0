package dev.intact.postgres;

import java.util.Collection;
import java.util.List;
import org.jooq.DSLContext;

/**
 * Which tables are read with those that a change names: all below them and above them by partitioning or inheritance, and
 * all that a foreign key joins to any of those below.
 */
final class Neighbourhood {
    private static final String KIN = """
        with recursive kin as (
          select unnest({0}) as oid
          union
          select i.%s from kin k join pg_catalog.pg_inherits i on i.%s = k.oid
        )
        select oid::bigint from kin
        """;

    private static final String BELOW = KIN.formatted("inhrelid", "inhparent");
    private static final String ABOVE = KIN.formatted("inhparent", "inhrelid");

    /**
     * pg_constraint has no index on the referenced table; pg_depend has one on whatever is depended on, and a foreign key
     * depends on the columns that it references.
     */
    private static final String JOINED = """
        select c.oid::bigint
        from (
          select unnest({1})
          union
          select f.confrelid from pg_catalog.pg_constraint f where f.conrelid = any ({0}) and f.contype = 'f'
          union
          select f.conrelid
          from pg_catalog.pg_depend d
          join pg_catalog.pg_constraint f on f.oid = d.objid and f.contype = 'f'
          where d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = any ({0})
            and d.classid = 'pg_catalog.pg_constraint'::regclass
        ) near (oid)
        join pg_catalog.pg_class c on c.oid = near.oid and c.relkind in ('r', 'p')
        order by 1
        """;

    private Neighbourhood() {}

    static List<Long> of(DSLContext database, Collection<Relation> tables) {
        var named = tables.stream().map(Relation::oid).distinct().toList();
        if (tables.stream().noneMatch(Relation::inherits)) {
            return joined(database, named, named);
        }
        var below = oids(database, BELOW, named);
        return joined(database, below, oids(database, ABOVE, below));
    }

    private static List<Long> joined(DSLContext database, List<Long> below, List<Long> above) {
        return database.fetch(JOINED, Oids.array(below), Oids.array(above)).getValues(0, Long.class);
    }

    private static List<Long> oids(DSLContext database, String sql, List<Long> from) {
        return database.fetch(sql, Oids.array(from)).getValues(0, Long.class);
    }
}
