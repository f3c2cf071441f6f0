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
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The end of what uses a table and was named to go along, in an order in which nothing that goes is in use. */
final class DependentDrops {
    private final List<Going> going = new ArrayList<>();
    private final Catalog before;
    private final DSLContext database;

    /** Something that goes, and what uses it. */
    private record Going(Dependent itself, List<DependentUser> users) {
        boolean isView() {
            return DependentUser.isView(itself.kind());
        }

        /** Whether something else in the schema may use it. */
        boolean isUsable() {
            return isView() || itself.kind() == Dependent.Kind.FUNCTION;
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
                Comparator.comparingInt(each -> each.isUsable() ? 1 + drops.depth(each, drops.going.size()) : 0));
        return drops;
    }

    private void add(Dependent dependent) {
        going.add(new Going(dependent, DependentUser.of(dependent, database)));
    }

    private void refuseUsersThatStay() {
        going.forEach(each -> refuseUsersThatStay("the " + each.itself, each.users));
    }

    /** Refuses what uses the type of row of a table that is to go as well, and stays. */
    void refuseUsersOfRows(TableName table) {
        refuseUsersThatStay("the type of row of " + table, DependentUser.ofRowType(table, database));
    }

    private void refuseUsersThatStay(String used, List<DependentUser> users) {
        var staying = users.stream()
                .filter(user -> goingAs(user).isEmpty() && !hasGone(user))
                .map(DependentUser::text)
                .distinct()
                .toList();
        if (!staying.isEmpty()) {
            throw new DependentsException(used, staying, "drop them first, and make them again without it");
        }
    }

    /** {@return what goes, and is it or takes it along} */
    private Optional<Going> goingAs(DependentUser user) {
        return going.stream()
                .filter(each -> (user.itself() != null && each.itself.isSame(user.itself()))
                        || (each.isView() && each.itself.name().equals(user.owner())))
                .findFirst();
    }

    /** Whether an operation before this one has dropped it by then. */
    private boolean hasGone(DependentUser user) {
        return user.itself() == null
                ? hasGone(user.owner(), user.part())
                : user.tables().stream()
                        .flatMap(name -> before.find(name).stream())
                        .anyMatch(table -> table.dependents().stream().noneMatch(user.itself()::isSame));
    }

    private boolean hasGone(@Nullable TableName owner, @Nullable String part) {
        return owner != null
                && part != null
                && before.find(owner)
                        .filter(table -> table.find(part).isEmpty()
                                && !table.indexAndConstraintNames().contains(part))
                        .isPresent();
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
        boolean isElsewhere = one.isUsable() || (on != null && !own.contains(on));
        return isElsewhere
                && (most == 0
                        || one.users.stream()
                                .flatMap(user -> goingAs(user).stream())
                                .allMatch(user -> isAwayFrom(own, user, most - 1)));
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
            case FUNCTION -> Ddl.sql("drop routine {0}", DependentUser.spelled(user, database));
            case PUBLICATION ->
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
