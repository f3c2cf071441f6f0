package dev.intact.conformance;

import static dev.intact.Operations.collapse;
import static dev.intact.Operations.column;
import static dev.intact.Operations.defaults;
import static dev.intact.Operations.delete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.catalog.TableName;
import dev.intact.check.ViolationsException;
import dev.intact.error.DependentsException;
import dev.intact.harness.Database;
import dev.intact.harness.Snapshot;
import dev.intact.harness.arbitrary.IntactArbitraries;
import dev.intact.operation.Change;
import dev.intact.operation.Collapse;
import dev.intact.operation.Reconcile;
import dev.intact.operation.Reverse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Over random pairs of tables and rows: either the violations are just those that a plain comparison of the rows finds,
 * and nothing changed; or each value is in its place, each row that was nobody's in quarantine, and nothing else changed.
 */
@Tag("exhaustive")
class RandomCollapseTest {
    /** A row of the one that goes: its key, or the row it points at; and its values. */
    record Half(
            @Nullable String join,
            int moved,
            @Nullable String note,
            @Nullable String both) {}

    /** A row of the one that stays: where it points, or its key. */
    record Whole(@Nullable String join, @Nullable String both) {}

    /** What is said besides. */
    record Said(int choice, boolean filling, boolean deleting, boolean foreignKey) {}

    /** What the columns that move have besides, and whether the first of them gets another name. */
    record Rules(boolean checked, boolean indexed, boolean renamed) {
        /** An expression is carried as it is written, or not at all. */
        boolean sticks() {
            return checked && renamed;
        }
    }

    /**
     * Two tables, whatever the database.
     *
     * @param inTarget whether the pointer is in the table that stays
     * @param names both tables, the key, the pointer, three columns, and another name for the first of them
     */
    record Case(boolean inTarget, List<String> names, List<Half> halves, List<Whole> wholes, Said said, Rules rules) {
        /** Where a key is, each value once. */
        Case {
            halves = inTarget ? distinctHalves(halves) : halves;
            wholes = inTarget ? wholes : distinctWholes(wholes);
        }

        private static List<Half> distinctHalves(List<Half> all) {
            var byKey = new TreeMap<String, Half>();
            all.stream().filter(each -> each.join != null).forEach(each -> byKey.put(each.join, each));
            return List.copyOf(byKey.values());
        }

        private static List<Whole> distinctWholes(List<Whole> all) {
            var byKey = new TreeMap<String, Whole>();
            all.stream().filter(each -> each.join != null).forEach(each -> byKey.put(each.join, each));
            return List.copyOf(byKey.values());
        }

        String source() {
            return names.get(0);
        }

        String target() {
            return names.get(1);
        }

        String key() {
            return names.get(2);
        }

        String pointer() {
            return names.get(3);
        }

        /** In the one that goes. */
        String values() {
            return quoted(names.get(4)) + ", " + quoted(names.get(5)) + ", " + quoted(names.get(6));
        }

        /** In the one that stays. */
        String movedValues() {
            return quoted(moved()) + ", " + quoted(names.get(5)) + ", " + quoted(names.get(6));
        }

        String moved() {
            return names.get(rules.renamed ? 7 : 4);
        }

        Collapse operation() {
            var pair = inTarget ? column(pointer()).to(key()) : column(key()).to(pointer());
            var moving = collapse(source()).into(target()).joinedOn(pair).moving(names.get(4), names.get(5));
            var plain = rules.renamed ? moving.renaming(names.get(4), moved()) : moving;
            var both = names.get(6);
            var chosen = said.choice == 0
                    ? plain.moving(both)
                    : plain.reconciling(both, said.choice == 1 ? Reconcile.preferSource() : Reconcile.preferTarget());
            var filling = said.filling ? chosen.fillingMissingWith(defaults()) : chosen;
            return said.deleting ? filling.onOrphans(delete()) : filling;
        }

        // ---- what a plain comparison finds

        boolean isClaimed(Half half) {
            return half.join != null && wholes.stream().anyMatch(each -> half.join.equals(each.join));
        }

        List<Half> staying() {
            return said.deleting ? halves.stream().filter(this::isClaimed).toList() : halves;
        }

        List<Half> of(Whole whole) {
            return staying().stream()
                    .filter(each -> each.join != null && each.join.equals(whole.join))
                    .toList();
        }

        Map<String, Long> violations() {
            var found = new HashMap<String, Long>();
            var pointers = inTarget
                    ? wholes.stream().map(Whole::join).toList()
                    : staying().stream().map(Half::join).toList();
            found.put(
                    "shared-row",
                    pointers.stream()
                            .filter(Objects::nonNull)
                            .filter(each ->
                                    pointers.stream().filter(each::equals).count() > 1)
                            .count());
            if (!said.filling) {
                found.put(
                        "missing-row",
                        wholes.stream().filter(each -> of(each).isEmpty()).count());
            }
            found.put(
                    "unclaimed-row",
                    staying().stream().filter(each -> !isClaimed(each)).count());
            if (said.choice == 0) {
                found.put(
                        "conflict",
                        wholes.stream()
                                .flatMap(whole ->
                                        of(whole).stream().filter(half -> !Objects.equals(whole.both, half.both)))
                                .count());
            }
            found.values().removeIf(rows -> rows == 0);
            return found;
        }

        boolean canHaveForeignKey() {
            return said.foreignKey
                    && (inTarget
                            ? wholes.stream()
                                    .allMatch(whole -> whole.join == null
                                            || halves.stream().anyMatch(half -> whole.join.equals(half.join)))
                            : halves.stream().allMatch(half -> half.join == null || isClaimed(half)));
        }

        /** Moved, note and both of each row that stays, in order. */
        List<List<@Nullable Object>> expected() {
            var rows = new ArrayList<List<@Nullable Object>>();
            for (var whole : wholes) {
                var row = new ArrayList<@Nullable Object>();
                var half = of(whole).stream().findFirst();
                row.add(half.map(each -> (long) each.moved).orElse(7L));
                row.add(half.map(Half::note).orElse(null));
                row.add(said.choice == 1 && half.isPresent() ? half.get().both : whole.both);
                rows.add(row);
            }
            return rows;
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        return Arbitraries.of(true, false).flatMap(RandomCollapseTest::cases);
    }

    /** Only such can be kept equal while others write. */
    @Provide
    Arbitrary<Case> onlineCases() {
        return cases(true);
    }

    private static Arbitrary<Case> cases(boolean inTarget) {
        var yes = Arbitraries.of(true, false);
        var names = IntactArbitraries.names(8);
        var text = IntactArbitraries.texts().injectNull(0.2);
        // Mostly 1:1, so that there is something to do.
        var join = Arbitraries.of("1", "2", "3", "4", "-5").injectNull(0.05);
        var moved = Arbitraries.integers().between(-3, 3);
        var half = Combinators.combine(join, moved, text, text).as(Half::new);
        var whole = Combinators.combine(join, text).as(Whole::new);
        var said = Combinators.combine(Arbitraries.integers().between(0, 2), yes, yes, yes)
                .as(Said::new);
        var wild = Combinators.combine(half.list().ofMaxSize(6), whole.list().ofMaxSize(6))
                .as(Pair::new);
        var matched = half.list().ofMaxSize(5).map(RandomCollapseTest::matched);
        var rules = Combinators.combine(yes, yes, yes).as(Rules::new);
        return Combinators.combine(names, Arbitraries.oneOf(wild, matched, matched), said, rules)
                .as((picked, rows, with, ruled) -> new Case(inTarget, picked, rows.halves, rows.wholes, with, ruled));
    }

    private record Pair(List<Half> halves, List<Whole> wholes) {}

    private static Pair matched(List<Half> halves) {
        var distinct = Case.distinctHalves(halves);
        return new Pair(
                distinct,
                distinct.stream().map(half -> new Whole(half.join, half.both)).toList());
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
    void onPostgresOnline(@ForAll("onlineCases") Case tables) throws SQLException {
        holds(Target.POSTGRES_14_ONLINE, tables);
        holds(Target.POSTGRES_18_ONLINE, tables);
    }

    private static void holds(Target target, Case tables) throws SQLException {
        try (var database = target.open()) {
            create(database, tables);
            var before = Snapshot.of(database);
            var change = Change.of("x", tables.operation());
            var intact = target.intact(database.dataSource());
            try {
                var report = intact.apply(change);
                assertThat(tables.rules.sticks()).isFalse();
                assertThat(tables.violations()).isEmpty();
                assertThat(database.rows("select %s from %s order by intact_row"
                                .formatted(tables.movedValues(), quoted(tables.target()))))
                        .isEqualTo(tables.expected());
                assertQuarantined(database, tables);
                assertRulesHoldOf(database, tables.target(), tables.moved(), tables);
                assertThat(intact.plan(change).steps()).isEmpty();
                if (report.reverse() instanceof Reverse.Reversible back) {
                    intact.apply(Change.parse(back.change().text()));
                    assertTakenBack(database, tables);
                    assertRulesHoldOf(database, tables.source(), tables.names.get(4), tables);
                }
            } catch (DependentsException e) {
                assertThat(tables.rules.sticks()).isTrue();
                assertThat(Snapshot.of(database)).isEqualTo(before);
            } catch (ViolationsException e) {
                var found = new HashMap<String, Long>();
                e.violations().forEach(violation -> found.put(violation.code(), violation.rows()));
                assertThat(found).isEqualTo(tables.violations());
                assertThat(Snapshot.of(database)).isEqualTo(before);
            }
        }
    }

    private static void assertRulesHoldOf(Database database, String table, String moved, Case tables)
            throws SQLException {
        var there = Intact.using(database.dataSource())
                .catalog()
                .table(new TableName(database.kind() == Database.Kind.POSTGRES ? "public" : null, table));
        assertThat(there.column(moved).notNull()).isTrue();
        assertThat(there.checks()).hasSize(tables.rules.checked ? 1 : 0);
        assertThat(there.indexes().stream()
                        .filter(index -> index.plainColumns().equals(List.of(tables.names.get(5), moved))))
                .hasSize(tables.rules.indexed ? 1 : 0);
        if (tables.rules.checked
                && !database.rows("select * from " + quoted(table)).isEmpty()) {
            assertThatThrownBy(() -> database.execute("update %s set %s = -9".formatted(quoted(table), quoted(moved))))
                    .isInstanceOf(SQLException.class);
        }
    }

    private static void assertQuarantined(Database database, Case tables) throws SQLException {
        var away =
                tables.halves.stream().filter(half -> !tables.isClaimed(half)).toList();
        if (!away.isEmpty()) {
            assertThat(database.rows("select %s from %s"
                            .formatted(quoted(tables.names.get(4)), quoted("intact_quarantine_" + tables.source()))))
                    .extracting(row -> String.valueOf(row.get(0)))
                    .containsExactlyInAnyOrderElementsOf(away.stream()
                            .map(half -> String.valueOf(half.moved))
                            .toList());
        }
    }

    /** Each row has its other half again, with all that it held. */
    private static void assertTakenBack(Database database, Case tables) throws SQLException {
        var source = quoted(tables.source());
        var target = quoted(tables.target());
        var condition = tables.inTarget
                ? "s.%s = t.%s".formatted(quoted(tables.key()), quoted(tables.pointer()))
                : "s.%s = t.%s".formatted(quoted(tables.pointer()), quoted(tables.key()));
        var columns = tables.names.subList(4, 7).stream()
                .map(name -> "s." + quoted(name))
                .collect(Collectors.joining(", "));
        var expected = tables.said.choice == 2
                ? tables.expected().stream().map(row -> row.subList(0, 2)).toList()
                : tables.expected();
        var rows = database.rows("select %s from %s t join %s s on %s order by t.intact_row"
                .formatted(columns, target, source, condition));
        assertThat(rows.stream()
                        .map(row -> tables.said.choice == 2 ? row.subList(0, 2) : row)
                        .toList())
                .isEqualTo(expected);
    }

    // ---- tables

    private static void create(Database database, Case tables) throws SQLException {
        var postgres = database.kind() == Database.Kind.POSTGRES;
        var source = quoted(tables.source());
        var target = quoted(tables.target());
        var key = quoted(tables.key());
        var pointer = quoted(tables.pointer());
        var moved = quoted(tables.names.get(4)) + " integer not null default 7"
                + (tables.rules.checked ? " check (%s > -9)".formatted(quoted(tables.names.get(4))) : "");
        var note = quoted(tables.names.get(5)) + " text";
        var both = quoted(tables.names.get(6)) + " text";
        var numbered = key + " integer "
                + (postgres ? "generated by default as identity (start 100) primary key" : "primary key");
        var reference = tables.canHaveForeignKey()
                ? " references %s (%s)".formatted(tables.inTarget ? source : target, key)
                : "";
        var first = tables.inTarget
                ? "create table %s (%s, %s, %s, %s)".formatted(source, numbered, moved, note, both)
                : "create table %s (%s integer primary key, intact_row integer, %s)".formatted(target, key, both);
        var second = tables.inTarget
                ? "create table %s (intact_row integer primary key, %s integer%s, %s)"
                        .formatted(target, pointer, reference, both)
                : "create table %s (intact_row %s, %s integer%s, %s, %s, %s)"
                        .formatted(source, numbered.substring(key.length()), pointer, reference, moved, note, both);
        database.execute(first, second);
        if (tables.rules.indexed) {
            database.execute("create index on_both on %s (%s, %s)"
                    .formatted(source, quoted(tables.names.get(5)), quoted(tables.names.get(4))));
        }
        if (tables.inTarget) {
            insertHalves(database, tables);
            insertWholes(database, tables);
        } else {
            insertWholes(database, tables);
            insertHalves(database, tables);
        }
    }

    private static void insertHalves(Database database, Case tables) throws SQLException {
        for (var half : tables.halves) {
            database.execute("insert into %s (%s, %s) values (%s, %s, %s, %s)"
                    .formatted(
                            quoted(tables.source()),
                            quoted(tables.inTarget ? tables.key() : tables.pointer()),
                            tables.values(),
                            half.join,
                            half.moved,
                            literal(half.note),
                            literal(half.both)));
        }
    }

    private static void insertWholes(Database database, Case tables) throws SQLException {
        int number = 0;
        for (var whole : tables.wholes) {
            database.execute("insert into %s (intact_row, %s, %s) values (%d, %s, %s)"
                    .formatted(
                            quoted(tables.target()),
                            quoted(tables.inTarget ? tables.pointer() : tables.key()),
                            quoted(tables.names.get(6)),
                            number++,
                            whole.join,
                            literal(whole.both)));
        }
    }

    private static String literal(@Nullable String value) {
        return value == null ? "null" : "'" + value.replace("'", "''") + "'";
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
