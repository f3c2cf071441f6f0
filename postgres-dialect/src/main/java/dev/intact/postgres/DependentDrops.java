package dev.intact.postgres;

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
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The end of what uses a table and was named to go along, in an order in which nothing that goes is in use. */
final class DependentDrops {
    /** What uses a view: another, or whatever names it or its type of row. */
    private static final String USERS = """
        select distinct u.relkind::text as kind, n.nspname::text as schema, u.relname::text as name,
               pg_catalog.pg_describe_object(d.classid, d.objid, 0) as words
        from pg_catalog.pg_class v
        join pg_catalog.pg_type t on t.oid = v.reltype
        join pg_catalog.pg_depend d on d.deptype = 'n' and (
          (d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = v.oid)
          or (d.refclassid = 'pg_catalog.pg_type'::regclass and d.refobjid in (t.oid, t.typarray)))
        left join pg_catalog.pg_rewrite r on d.classid = 'pg_catalog.pg_rewrite'::regclass and r.oid = d.objid
        left join pg_catalog.pg_class u on u.oid = r.ev_class and r.rulename = '_RETURN'
        left join pg_catalog.pg_namespace n on n.oid = u.relnamespace
        where v.oid = pg_catalog.to_regclass({0}) and v.oid is distinct from r.ev_class
        order by 4
        """;

    private final DSLContext database;
    private final TableName table;
    private final List<View> views = new ArrayList<>();
    private final List<Dependent> others = new ArrayList<>();

    /** A view that goes, and what uses it. */
    private record View(Dependent itself, List<User> users) {}

    private record User(@Nullable TableName view, String words) {}

    private DependentDrops(DSLContext database, TableName table) {
        this.database = database;
        this.table = table;
    }

    /**
     * {@return the steps that drop all of them}
     *
     * @throws DependentsException if what stays uses one of the views
     */
    static List<Step> of(List<Dependent> dependents, TableName table, DSLContext database) {
        var drops = new DependentDrops(database, table);
        dependents.forEach(drops::add);
        drops.refuseUsersThatStay();
        var steps = new ArrayList<Step>();
        drops.others.forEach(each -> steps.add(drops.drop(each)));
        drops.usersFirst().forEach(each -> steps.add(drops.drop(each)));
        return steps;
    }

    private void add(Dependent dependent) {
        switch (dependent.kind()) {
            case VIEW, MATERIALIZED_VIEW -> views.add(new View(dependent, users(dependent)));
            case TRIGGER, RULE, POLICY, STATISTICS, PUBLICATION, FUNCTION -> others.add(dependent);
        }
    }

    private List<User> users(Dependent view) {
        return database.fetch(USERS, DSL.inline(Ddl.sql("{0}", Names.of(view.name()))))
                .map(row -> {
                    var name = row.get("name", String.class);
                    return new User(
                            name == null ? null : new TableName(row.get("schema", String.class), name),
                            name == null
                                    ? row.get("words", String.class)
                                    : ("m".equals(row.get("kind")) ? "materialized view " : "view ") + name);
                });
    }

    private void refuseUsersThatStay() {
        for (var view : views) {
            var staying = view.users.stream()
                    .filter(user -> goingAs(user).isEmpty())
                    .map(User::words)
                    .toList();
            if (!staying.isEmpty()) {
                throw new DependentsException(
                        "the " + view.itself,
                        staying,
                        "drop them first, and make them again afterwards: they do not use %s itself".formatted(table));
            }
        }
    }

    private Optional<View> goingAs(User user) {
        return views.stream()
                .filter(view -> view.itself.name().equals(user.view))
                .findFirst();
    }

    /** Views that use each other in a circle come last: the server says what is to be said of them. */
    private List<Dependent> usersFirst() {
        return views.stream()
                .sorted(Comparator.comparingInt(view -> depth(view, views.size())))
                .map(View::itself)
                .toList();
    }

    /** {@return how many of the others use it, one by way of the other} */
    private int depth(View view, int most) {
        return most == 0
                ? 0
                : view.users.stream()
                        .flatMap(user -> goingAs(user).stream())
                        .mapToInt(user -> 1 + depth(user, most - 1))
                        .max()
                        .orElse(0);
    }

    private Step drop(Dependent user) {
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
        var locked = user.on() == null ? table : owner(user);
        return Steps.brief(sql, "drop the " + user, Locks.on(locked, Lock.Mode.ACCESS_EXCLUSIVE));
    }

    private static TableName owner(Dependent user) {
        return Objects.requireNonNull(user.on(), "a trigger, a rule or a policy is on something");
    }
}
