package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Dependent;
import dev.intact.catalog.TableName;
import dev.intact.error.DependentsException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.plan.Lock;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The end of what uses a table and was named to go along, in an order in which nothing that goes is in use. */
final class DependentDrops {
    /** What uses a view, or its type of row: another, or a rule or policy of something else, or whatever else there is. */
    private static final String USERS = """
        select distinct
          case when r.rulename <> '_RETURN' then 'RULE' when y.oid is not null then 'POLICY'
               when o.relkind = 'm' then 'MATERIALIZED_VIEW' when o.relkind = 'v' then 'VIEW' end as kind,
          coalesce(nullif(r.rulename, '_RETURN'), y.polname, o.relname)::text as name,
          n.nspname::text as schema, o.relname::text as owner,
          pg_catalog.pg_describe_object(d.classid, d.objid, 0) as words,
          used.schemas, used.names
        from pg_catalog.pg_class v
        join pg_catalog.pg_type t on t.oid = v.reltype
        join pg_catalog.pg_depend d on d.deptype = 'n' and (
          (d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = v.oid)
          or (d.refclassid = 'pg_catalog.pg_type'::regclass and d.refobjid in (t.oid, t.typarray)))
        left join pg_catalog.pg_rewrite r on d.classid = 'pg_catalog.pg_rewrite'::regclass and r.oid = d.objid
        left join pg_catalog.pg_policy y on d.classid = 'pg_catalog.pg_policy'::regclass and y.oid = d.objid
        left join pg_catalog.pg_trigger g on d.classid = 'pg_catalog.pg_trigger'::regclass and g.oid = d.objid
        left join pg_catalog.pg_class o on o.oid = coalesce(r.ev_class, y.polrelid, g.tgrelid,
          case when d.classid = 'pg_catalog.pg_class'::regclass then d.objid end)
        left join pg_catalog.pg_namespace n on n.oid = o.relnamespace
        cross join lateral (
          select array_agg(s.nspname::text order by k.oid) as schemas, array_agg(k.relname::text order by k.oid) as names
          from pg_catalog.pg_class k
          join pg_catalog.pg_namespace s on s.oid = k.relnamespace
          where k.relkind in ('r', 'p') and k.oid in (
            select e.refobjid from pg_catalog.pg_depend e
            left join pg_catalog.pg_rewrite w on e.classid = 'pg_catalog.pg_rewrite'::regclass and w.oid = e.objid
            where e.refclassid = 'pg_catalog.pg_class'::regclass and (
              (e.classid = d.classid and e.objid = d.objid)
              or (d.classid = 'pg_catalog.pg_class'::regclass and w.ev_class = d.objid and w.rulename = '_RETURN')))
        ) used
        where v.oid = pg_catalog.to_regclass({0}) and v.oid is distinct from o.oid
        order by words
        """;

    private final List<Going> going = new ArrayList<>();
    private final Catalog before;
    private final DSLContext database;

    /** Something that goes, and what uses it. */
    private record Going(Dependent itself, List<User> users) {
        boolean isView() {
            return DependentDrops.isView(itself.kind());
        }
    }

    /**
     * What uses a view.
     *
     * @param itself what it is, if that is something that can go along
     * @param tables those that it uses besides
     */
    private record User(
            @Nullable Dependent itself, @Nullable TableName owner, List<TableName> tables, String words) {
        static User of(Record row) {
            var kind = row.get("kind", String.class);
            var relation = row.get("owner", String.class);
            var owner = relation == null ? null : new TableName(row.get("schema", String.class), relation);
            return new User(
                    kind == null || owner == null ? null : itself(Dependent.Kind.valueOf(kind), row, owner),
                    owner,
                    tables(row),
                    row.get("words", String.class));
        }

        private static Dependent itself(Dependent.Kind kind, Record row, TableName owner) {
            return isView(kind)
                    ? new Dependent(kind, owner, null, "", List.of())
                    : new Dependent(kind, new TableName(null, row.get("name", String.class)), owner, "", List.of());
        }

        private static List<TableName> tables(Record row) {
            var schemas = row.get("schemas", String[].class);
            var names = row.get("names", String[].class);
            return schemas == null
                    ? List.of()
                    : IntStream.range(0, schemas.length)
                            .mapToObj(i -> new TableName(schemas[i], names[i]))
                            .toList();
        }

        String text() {
            return itself == null ? words : itself.toString();
        }
    }

    private DependentDrops(Catalog before, DSLContext database) {
        this.before = before;
        this.database = database;
    }

    /**
     * {@return the end of all of them}
     *
     * @throws DependentsException if what stays uses one of the views
     */
    static DependentDrops of(List<Dependent> dependents, Catalog before, DSLContext database) {
        var drops = new DependentDrops(before, database);
        dependents.forEach(drops::add);
        drops.refuseUsersThatStay();
        // A rule of a view that goes as well is dropped before it.
        drops.going.sort(
                Comparator.comparingInt(each -> each.isView() ? 1 + drops.depth(each, drops.going.size()) : 0));
        return drops;
    }

    private void add(Dependent dependent) {
        going.add(new Going(dependent, isView(dependent.kind()) ? users(dependent) : List.of()));
    }

    private static boolean isView(Dependent.Kind kind) {
        return kind == Dependent.Kind.VIEW || kind == Dependent.Kind.MATERIALIZED_VIEW;
    }

    private List<User> users(Dependent view) {
        return database.fetch(USERS, DSL.inline(Ddl.sql("{0}", Names.of(view.name()))))
                .map(User::of);
    }

    private void refuseUsersThatStay() {
        for (var each : going) {
            var staying = each.users.stream()
                    .filter(user -> goingAs(user).isEmpty() && !hasGone(user))
                    .map(User::text)
                    .distinct()
                    .toList();
            if (!staying.isEmpty()) {
                throw new DependentsException(
                        "the " + each.itself, staying, "drop them first, and make them again without it");
            }
        }
    }

    /** {@return what goes, and is it or takes it along} */
    private Optional<Going> goingAs(User user) {
        return going.stream()
                .filter(each -> (user.itself != null && each.itself.isSame(user.itself))
                        || (each.isView() && each.itself.name().equals(user.owner)))
                .findFirst();
    }

    /** Whether an operation before this one has dropped it by then. */
    private boolean hasGone(User user) {
        return user.itself != null
                && user.tables.stream()
                        .flatMap(name -> before.find(name).stream())
                        .anyMatch(table -> table.dependents().stream().noneMatch(user.itself::isSame));
    }

    /** {@return how many of the others use it, one by way of the other} Views may use each other in a circle. */
    private int depth(Going one, int most) {
        return most == 0
                ? 0
                : one.users.stream()
                        .flatMap(user -> goingAs(user).stream())
                        .mapToInt(user -> 1 + depth(user, most - 1))
                        .max()
                        .orElse(0);
    }

    /** {@return the steps that drop all of them} */
    List<Step> all() {
        return going.stream().map(each -> drop(each.itself)).toList();
    }

    /** {@return the steps that need none of these tables to themselves} Who uses what is dropped there may wait for one of them. */
    List<Step> awayFrom(Set<TableName> tables) {
        return going.stream()
                .filter(each -> isAwayFrom(tables, each, going.size()))
                .map(each -> drop(each.itself))
                .toList();
    }

    /** {@return the steps that {@link #awayFrom} leaves} */
    List<Step> on(Set<TableName> tables) {
        var away = awayFrom(tables);
        return all().stream().filter(step -> !away.contains(step)).toList();
    }

    private boolean isAwayFrom(Set<TableName> own, Going one, int most) {
        var on = one.itself.on();
        boolean isElsewhere = one.isView() || (on != null && !own.contains(on));
        return isElsewhere
                && (most == 0
                        || one.users.stream()
                                .flatMap(user -> goingAs(user).stream())
                                .allMatch(user -> isAwayFrom(own, user, most - 1)));
    }

    private static Step drop(Dependent user) {
        var name = Names.of(user.name());
        var sql = switch (user.kind()) {
            case VIEW -> Ddl.sql("drop view {0}", name);
            case MATERIALIZED_VIEW -> Ddl.sql("drop materialized view {0}", name);
            case STATISTICS -> Ddl.sql("drop statistics {0}", name);
            case TRIGGER -> Ddl.sql("drop trigger {0} on {1}", name, Names.of(owner(user)));
            case RULE -> Ddl.sql("drop rule {0} on {1}", name, Names.of(owner(user)));
            case POLICY -> Ddl.sql("drop policy {0} on {1}", name, Names.of(owner(user)));
            case PUBLICATION, FUNCTION ->
                throw new UnsupportedChangeException(
                        "dropping a %s along with a column".formatted(user.kind()),
                        "%s may serve more than that column".formatted(user),
                        "change or drop it first");
        };
        return Steps.brief(sql, "drop the " + user, locks(user));
    }

    private static List<Lock> locks(Dependent user) {
        return switch (user.kind()) {
            case VIEW, MATERIALIZED_VIEW -> Locks.on(user.name(), Lock.Mode.ACCESS_EXCLUSIVE);
            case TRIGGER, RULE, POLICY -> Locks.on(owner(user), Lock.Mode.ACCESS_EXCLUSIVE);
            // Nobody who reads or writes waits for them.
            case STATISTICS, PUBLICATION, FUNCTION -> List.of();
        };
    }

    private static TableName owner(Dependent user) {
        return Objects.requireNonNull(user.on(), "a trigger, a rule or a policy is on something");
    }
}
