package dev.intact.conformance;

import static dev.intact.Operations.column;
import static dev.intact.Operations.rekey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.check.ViolationsException;
import dev.intact.harness.Database;
import dev.intact.harness.Snapshot;
import dev.intact.harness.arbitrary.IntactArbitraries;
import dev.intact.operation.Change;
import dev.intact.operation.Rekey;
import dev.intact.operation.Reverse;
import dev.intact.operation.SurrogateKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Over random tables that refer to each other: either the violations are just those that a plain comparison of the rows
 * finds, and nothing changed; or each row that refers to another holds all of its key, and nothing else changed.
 */
@Tag("exhaustive")
class RandomRekeyTest {
    /** A row of the table that is rekeyed. */
    record Parent(int key, @Nullable String more) {}

    /** A row that refers to it, and what it says by itself of the rest of the key. */
    record Child(@Nullable Integer ref, @Nullable String own, int item) {}

    /** What the tables have besides. */
    record Shape(boolean required, boolean foreignKey, boolean present, boolean unique, boolean first) {}

    /**
     * Two tables, whatever the database.
     *
     * @param names both tables, the key's two columns, the three of the child, and the surrogate
     * @param kind the surrogate's kind, or null where the wider key is the primary one
     */
    record Case(
            List<String> names,
            List<Parent> parents,
            List<Child> children,
            Shape shape,
            @Nullable SurrogateKey kind) {
        Case {
            var byKey = new TreeMap<Integer, Parent>();
            parents.forEach(each -> byKey.put(each.key, each));
            parents = List.copyOf(byKey.values());
            var some = children.stream()
                    .filter(each -> each.ref != null || !shape.required)
                    .map(each -> shape.present ? each : new Child(each.ref, null, each.item));
            children = (shape.foreignKey ? some.filter(each -> each.ref == null || byKey.containsKey(each.ref)) : some)
                    .toList();
            if (shape.unique) {
                var byItem = new TreeMap<String, Child>();
                children.forEach(each -> byItem.put(each.ref + " " + each.item, each));
                children = List.copyOf(byItem.values());
            }
        }

        String parent() {
            return names.get(0);
        }

        String child() {
            return names.get(1);
        }

        Rekey operation() {
            var to = shape.first ? List.of(names.get(3), names.get(2)) : List.of(names.get(2), names.get(3));
            var from = rekey(parent()).from(names.get(2));
            var wide = kind == null
                    ? from.toPrimaryKey(to.toArray(String[]::new))
                    : from.toUnique(to.toArray(String[]::new)).withPrimaryKey(names.get(7), kind);
            var followed = wide.referencedBy(
                    child(),
                    column(names.get(4)).to(names.get(2)),
                    column(names.get(5)).to(names.get(3)));
            return shape.unique ? followed.widening(child(), names.get(4), names.get(6)) : followed;
        }

        // ---- what a plain comparison finds

        Optional<Parent> of(Child child) {
            return parents.stream()
                    .filter(each -> Objects.equals(each.key, child.ref))
                    .findFirst();
        }

        @Nullable
        String filled(Child child) {
            return child.own != null ? child.own : of(child).map(Parent::more).orElse(null);
        }

        private boolean isOrphan(Child child) {
            return child.ref != null && of(child).isEmpty();
        }

        private boolean saysOtherwise(Child child) {
            return child.own != null
                    && of(child).filter(each -> !child.own.equals(each.more)).isPresent();
        }

        Map<String, Long> violations() {
            var found = new HashMap<String, Long>();
            found.put(
                    "null-value",
                    parents.stream().filter(each -> each.more == null).count());
            found.put("orphan", children.stream().filter(this::isOrphan).count());
            found.put(
                    "contradiction",
                    children.stream().filter(this::saysOtherwise).count());
            if (shape.present && !shape.required) {
                found.put(
                        "check",
                        children.stream()
                                .filter(each -> (each.ref == null) != (filled(each) == null))
                                .count());
            }
            found.values().removeIf(rows -> rows == 0);
            return found;
        }

        List<List<@Nullable Object>> expected() {
            return children.stream().map(each -> row(each, filled(each))).toList();
        }

        /** What was filled stays, where the column is its own. */
        List<List<@Nullable Object>> takenBack() {
            return shape.present
                    ? expected()
                    : children.stream()
                            .map(each -> row(each, null))
                            .map(row -> Arrays.asList(row.get(0), row.get(2)))
                            .toList();
        }

        private static List<@Nullable Object> row(Child child, @Nullable String more) {
            return Arrays.asList(child.ref == null ? null : (Object) (long) child.ref, more, (long) child.item);
        }

        String columns(int... numbers) {
            return String.join(
                    ", ",
                    Arrays.stream(numbers)
                            .mapToObj(number -> quoted(names.get(number)))
                            .toList());
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        var yes = Arbitraries.of(true, false);
        var names = IntactArbitraries.names(8);
        var text = IntactArbitraries.texts();
        var parent = Combinators.combine(Arbitraries.integers().between(1, 6), text.injectNull(0.02))
                .as(Parent::new);
        var child = Combinators.combine(
                        Arbitraries.integers().between(1, 6).injectNull(0.2),
                        text.injectNull(0.8),
                        Arbitraries.integers().between(1, 3))
                .as(Child::new);
        var shape = Combinators.combine(
                        yes, Arbitraries.of(true, true, false), Arbitraries.of(true, false, false), yes, yes)
                .as(Shape::new);
        var kind = Arbitraries.of(SurrogateKey.class).injectNull(0.4);
        return Combinators.combine(
                        names, parent.list().ofMaxSize(9), child.list().ofMaxSize(6), shape, kind)
                .as(Case::new);
    }

    @Property(tries = 60)
    void onSqlite(@ForAll("cases") Case tables) throws SQLException {
        holds(Target.SQLITE, tables);
    }

    @Property(tries = 20)
    void onSqliteMadeAnew(@ForAll("cases") Case tables) throws SQLException {
        holds(Target.SQLITE_REBUILD, tables);
    }

    @Property(tries = 6)
    void onPostgresAtomically(@ForAll("cases") Case tables) throws SQLException {
        holds(Target.POSTGRES_14, tables);
        holds(Target.POSTGRES_18, tables);
    }

    @Property(tries = 6)
    void onPostgresOnline(@ForAll("cases") Case tables) throws SQLException {
        holds(Target.POSTGRES_14_ONLINE, tables);
        holds(Target.POSTGRES_18_ONLINE, tables);
    }

    private static void holds(Target target, Case tables) throws SQLException {
        try (var database = target.open()) {
            create(database, tables);
            var before = Snapshot.of(database);
            var parents = parents(database, tables);
            var change = Change.of("x", tables.operation());
            var intact = target.intact(database.dataSource());
            try {
                var report = intact.apply(change);
                assertThat(tables.violations()).isEmpty();
                assertThat(children(database, tables, 4, 5, 6)).isEqualTo(tables.expected());
                assertThat(parents(database, tables)).isEqualTo(parents);
                assertThat(intact.plan(change).steps()).isEmpty();
                intact.apply(Change.parse(
                        ((Reverse.Reversible) report.reverse()).change().text()));
                assertThat(
                                tables.shape.present
                                        ? children(database, tables, 4, 5, 6)
                                        : children(database, tables, 4, 6))
                        .isEqualTo(tables.takenBack());
                assertThat(parents(database, tables)).isEqualTo(parents);
                intact.apply(change);
                assertRepeats(database, tables);
            } catch (ViolationsException e) {
                var found = new HashMap<String, Long>();
                e.violations().forEach(violation -> found.merge(violation.code(), violation.rows(), Long::sum));
                assertThat(found).isEqualTo(tables.violations());
                assertThat(Snapshot.of(database)).isEqualTo(before);
            }
        }
    }

    /** What it is all for. */
    private static void assertRepeats(Database database, Case tables) throws SQLException {
        for (var parent : tables.parents) {
            database.execute("insert into %s (%s) values (%d, 'elsewhere')"
                    .formatted(quoted(tables.parent()), tables.columns(2, 3), parent.key));
        }
        for (var child : tables.children) {
            if (child.ref != null) {
                database.execute("insert into %s (intact_row, %s) values (%d, %d, 'elsewhere', %d)"
                        .formatted(
                                quoted(tables.child()),
                                tables.columns(4, 5, 6),
                                100 + children(database, tables, 4).size(),
                                child.ref,
                                tables.shape.unique ? child.item : 0));
            }
        }
    }

    private static List<? extends List<?>> parents(Database database, Case tables) throws SQLException {
        return database.rows("select %s from %s order by 1".formatted(tables.columns(2, 3), quoted(tables.parent())));
    }

    private static List<? extends List<?>> children(Database database, Case tables, int... columns)
            throws SQLException {
        return database.rows(
                "select %s from %s order by intact_row".formatted(tables.columns(columns), quoted(tables.child())));
    }

    // ---- tables

    private static void create(Database database, Case tables) throws SQLException {
        var shape = tables.shape;
        var more = new ArrayList<String>();
        more.add("intact_row integer primary key");
        more.add(tables.columns(4) + " integer" + (shape.required ? " not null" : ""));
        more.add(tables.columns(6) + " integer not null");
        if (shape.present) {
            more.add(tables.columns(5) + " text");
        }
        if (shape.foreignKey) {
            more.add("foreign key (%s) references %s (%s)"
                    .formatted(tables.columns(4), quoted(tables.parent()), tables.columns(2)));
        }
        if (shape.unique) {
            more.add("unique (%s)".formatted(tables.columns(4, 6)));
        }
        database.execute(
                "create table %s (%s integer not null primary key, %s text)"
                        .formatted(quoted(tables.parent()), tables.columns(2), tables.columns(3)),
                "create table %s (%s)".formatted(quoted(tables.child()), String.join(", ", more)));
        for (var parent : tables.parents) {
            database.execute("insert into %s (%s) values (%d, %s)"
                    .formatted(quoted(tables.parent()), tables.columns(2, 3), parent.key, literal(parent.more)));
        }
        int number = 0;
        for (var child : tables.children) {
            database.execute("insert into %s (intact_row, %s) values (%d, %s, %d%s)"
                    .formatted(
                            quoted(tables.child()),
                            shape.present ? tables.columns(4, 6, 5) : tables.columns(4, 6),
                            number++,
                            child.ref,
                            child.item,
                            shape.present ? ", " + literal(child.own) : ""));
        }
    }

    private static String literal(@Nullable String value) {
        return value == null ? "null" : "'" + value.replace("'", "''") + "'";
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
