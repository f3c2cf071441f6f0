package dev.intact.conformance;

import static dev.intact.Operations.addForeignKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.catalog.ForeignKey.Action;
import dev.intact.check.ViolationsException;
import dev.intact.error.DifferentShapeException;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Database;
import dev.intact.harness.Snapshot;
import dev.intact.harness.arbitrary.IntactArbitraries;
import dev.intact.operation.AddForeignKey;
import dev.intact.operation.Change;
import dev.intact.operation.OnOrphans;
import dev.intact.operation.Reverse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * Over random tables and rows: either the violations are just those that a plain comparison of the rows finds, and
 * nothing changed; or the key holds, as the database itself says, every row that was to go or to lose its reference is
 * whole in quarantine, and every other one is as it was.
 */
@Tag("exhaustive")
class RandomReferenceTest {
    /** What is said of the key besides. */
    record Said(Action onDelete, Action onUpdate, int deferral, boolean index, OnOrphans onOrphans) {}

    /** What is there before. */
    record There(boolean index, boolean key, boolean notNull, boolean itself) {}

    /**
     * A parent and a child, whatever the database.
     *
     * @param names the tables, and then the columns of a key, the same in both
     * @param texts whether the columns hold texts, else numbers
     * @param parents the keys that there are
     * @param children the references, null among them
     */
    record Case(
            List<String> names,
            boolean texts,
            Set<List<String>> parents,
            List<List<@Nullable String>> children,
            There there,
            Said said) {
        String parent() {
            return there.itself ? child() : names.get(0);
        }

        String child() {
            return names.get(1);
        }

        List<String> keyColumns() {
            return names.subList(2, names.size());
        }

        List<String> columns() {
            return keyColumns().stream().map(name -> "of " + name).toList();
        }

        List<String> reversed(List<String> columns) {
            var reversed = new ArrayList<>(columns);
            Collections.reverse(reversed);
            return reversed;
        }

        /** The columns are said in another order than that of the key. */
        AddForeignKey operation() {
            var plain = addForeignKey(child(), reversed(columns()).toArray(String[]::new))
                    .references(parent(), reversed(keyColumns()).toArray(String[]::new))
                    .onDelete(said.onDelete)
                    .onUpdate(said.onUpdate)
                    .onOrphans(said.onOrphans);
            var indexed = said.index ? plain : plain.withoutIndex();
            return switch (said.deferral) {
                case 0 -> indexed;
                case 1 -> indexed.deferrable();
                default -> indexed.initiallyDeferred();
            };
        }

        /** Rows whose references are NULL nowhere, and are no key. */
        List<Integer> orphans() {
            return IntStream.range(0, children.size())
                    .filter(row -> isOrphan(children.get(row)))
                    .boxed()
                    .toList();
        }

        private boolean isOrphan(List<@Nullable String> reference) {
            return reference.stream().allMatch(Objects::nonNull) && !parents.contains(reference);
        }

        boolean writesNull() {
            return List.of(Action.SET_NULL, Action.SET_DEFAULT).contains(said.onDelete)
                    || List.of(Action.SET_NULL, Action.SET_DEFAULT).contains(said.onUpdate)
                    || said.onOrphans == OnOrphans.SET_NULL;
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        var names = Arbitraries.integers().between(3, 5).flatMap(IntactArbitraries::names);
        var yes = Arbitraries.of(true, false);
        var there = Combinators.combine(yes, yes, yes, Arbitraries.frequency(one(3, false), one(1, true)))
                .as(There::new);
        var said = Combinators.combine(
                        Arbitraries.of(Action.class),
                        Arbitraries.of(Action.class),
                        Arbitraries.integers().between(0, 2),
                        yes,
                        Arbitraries.of(OnOrphans.class))
                .as(Said::new);
        return names.flatMap(picked -> yes.flatMap(texts -> {
            int width = picked.size() - 2;
            var value = texts ? IntactArbitraries.texts() : Arbitraries.of("0", "1", "-2", "30");
            var keys = value.list().ofSize(width).set().ofMaxSize(6);
            var references = value.injectNull(0.15).list().ofSize(width).list().ofMaxSize(8);
            return Combinators.combine(keys, references, there, said)
                    .as((parents, children, before, with) -> new Case(picked, texts, parents, children, before, with));
        }));
    }

    private static Tuple.Tuple2<Integer, Boolean> one(int weight, boolean value) {
        return Tuple.of(weight, value);
    }

    @Property(tries = 150)
    void onSqlite(@ForAll("cases") Case tables) throws SQLException {
        holds(Target.SQLITE, tables);
    }

    @Property(tries = 60)
    void onSqliteMadeAnew(@ForAll("cases") Case tables) throws SQLException {
        holds(Target.SQLITE_REBUILD, tables);
    }

    @Property(tries = 14)
    void onPostgresAtomically(@ForAll("cases") Case tables) throws SQLException {
        holds(Target.POSTGRES_14, tables);
        holds(Target.POSTGRES_18, tables);
    }

    @Property(tries = 14)
    void onPostgresOnline(@ForAll("cases") Case tables) throws SQLException {
        holds(Target.POSTGRES_14_ONLINE, tables);
        holds(Target.POSTGRES_18_ONLINE, tables);
    }

    private static void holds(Target target, Case tables) throws SQLException {
        try (var database = target.open()) {
            create(database, tables);
            var schema = Snapshot.schema(database);
            var before = Snapshot.of(database);
            var change = Change.of("x", tables.operation());
            var orphans = tables.orphans();
            var intact = target.intact(database.dataSource());
            try {
                var report = intact.apply(change);
                assertThat(tables.said.onOrphans == OnOrphans.REFUSE && !orphans.isEmpty())
                        .isFalse();
                assertEveryRowIsWhereItShouldBe(database, tables, orphans);
                assertHolds(database);
                assertThat(intact.plan(change).steps()).isEmpty();
                if (report.reverse() instanceof Reverse.Reversible back) {
                    intact.apply(back.change());
                } else {
                    // Only where an equal key was there is nothing to take back.
                    assertThat(tables.there.key).isTrue();
                    assertThat(report.changedAnything()).isFalse();
                }
                assertThat(withoutQuarantine(Snapshot.schema(database))).isEqualTo(schema);
            } catch (ViolationsException e) {
                assertThat(tables.said.onOrphans).isEqualTo(OnOrphans.REFUSE);
                assertThat(e.violations())
                        .singleElement()
                        .satisfies(violation -> assertThat(violation.rows()).isEqualTo(orphans.size()));
                assertThat(Snapshot.of(database)).isEqualTo(before);
            } catch (InvalidChangeException | UnsupportedChangeException e) {
                assertThat(tables.there.notNull && tables.writesNull())
                        .as(e.getMessage())
                        .isTrue();
                assertThat(Snapshot.of(database)).isEqualTo(before);
            } catch (DifferentShapeException e) {
                assertThat(tables.there.key).as(e.getMessage()).isTrue();
                assertThat(Snapshot.of(database)).isEqualTo(before);
            }
        }
    }

    private static List<String> withoutQuarantine(List<String> schema) {
        return schema.stream()
                .filter(line -> !line.contains("intact_quarantine_"))
                .toList();
    }

    // ---- rows

    private static void assertEveryRowIsWhereItShouldBe(Database database, Case tables, List<Integer> orphans)
            throws SQLException {
        var there = new ArrayList<List<@Nullable Object>>();
        var away = new ArrayList<List<@Nullable Object>>();
        for (int row = 0; row < tables.children.size(); row++) {
            var whole = row(row, tables, tables.children.get(row));
            boolean orphan = orphans.contains(row);
            if (orphan) {
                away.add(whole);
            }
            if (!orphan) {
                there.add(whole);
            } else if (tables.said.onOrphans == OnOrphans.SET_NULL) {
                there.add(row(row, tables, Collections.nCopies(tables.columns().size(), null)));
            }
        }
        var columns = "intact_key, "
                + tables.columns().stream().map(RandomReferenceTest::quoted).collect(Collectors.joining(", "));
        assertThat(database.rows("select %s from %s where intact_key >= 0 order by 1"
                        .formatted(columns, quoted(tables.child()))))
                .isEqualTo(there);
        if (!away.isEmpty()) {
            assertThat(database.rows("select %s from %s order by 1"
                            .formatted(columns, quoted("intact_quarantine_" + tables.child()))))
                    .isEqualTo(away);
        }
    }

    private static List<@Nullable Object> row(int number, Case tables, List<@Nullable String> reference) {
        var row = new ArrayList<@Nullable Object>();
        row.add((long) number);
        for (var value : reference) {
            row.add(value == null || tables.texts ? value : (Object) Long.valueOf(value));
        }
        return row;
    }

    /** As the database itself sees it. */
    private static void assertHolds(Database database) throws SQLException {
        if (database.kind() == Database.Kind.SQLITE) {
            assertThat(database.rows("pragma foreign_key_check")).isEmpty();
            assertThat(database.rows("pragma integrity_check")).isEqualTo(List.of(List.of("ok")));
        } else {
            assertThat(database.rows(
                            "select conname::text from pg_constraint where contype = 'f' and not convalidated"))
                    .isEmpty();
        }
    }

    // ---- tables

    private static void create(Database database, Case tables) throws SQLException {
        var type = tables.texts ? "text" : "integer";
        var key = list(tables.keyColumns());
        var columns = list(tables.columns());
        var self = tables.there.itself;
        var parentColumns = tables.keyColumns().stream()
                .map(name -> quoted(name) + " " + type)
                .collect(Collectors.joining(", "));
        var childColumns = tables.columns().stream()
                .map(name -> quoted(name) + " " + type + (isNotNull(tables) ? " not null" : ""))
                .collect(Collectors.joining(", "));
        if (!self) {
            database.execute(
                    "create table %s (%s, unique (%s))".formatted(quoted(tables.parent()), parentColumns, key));
        }
        database.execute("create table %s (intact_key integer primary key, %s%s%s)"
                .formatted(
                        quoted(tables.child()),
                        childColumns,
                        self ? ", " + parentColumns + ", unique (" + key + ")" : "",
                        isKeyThere(tables)
                                ? ", constraint present foreign key (%s) references %s (%s) on delete cascade"
                                        .formatted(columns, quoted(tables.parent()), key)
                                : ""));
        if (tables.there.index) {
            database.execute("create index present_index on %s (%s)".formatted(quoted(tables.child()), columns));
        }
        insert(database, tables);
    }

    private static boolean isNotNull(Case tables) {
        return tables.there.notNull
                && tables.children.stream().allMatch(row -> !row.contains(null))
                && !tables.there.itself;
    }

    private static boolean isKeyThere(Case tables) {
        return tables.there.key && tables.orphans().isEmpty();
    }

    private static void insert(Database database, Case tables) throws SQLException {
        int number = -1;
        for (var parent : tables.parents) {
            var columns = tables.there.itself ? "intact_key, " + list(tables.keyColumns()) : list(tables.keyColumns());
            var values = tables.there.itself ? number-- + ", " + literals(tables, parent) : literals(tables, parent);
            database.execute("insert into %s (%s) values (%s)".formatted(quoted(tables.parent()), columns, values));
        }
        for (int row = 0; row < tables.children.size(); row++) {
            database.execute("insert into %s (intact_key, %s) values (%d, %s)"
                    .formatted(
                            quoted(tables.child()),
                            list(tables.columns()),
                            row,
                            literals(tables, tables.children.get(row))));
        }
    }

    private static String literals(Case tables, List<@Nullable String> values) {
        return values.stream()
                .map(value -> value == null ? "null" : tables.texts ? "'" + value.replace("'", "''") + "'" : value)
                .collect(Collectors.joining(", "));
    }

    private static String list(List<String> names) {
        return names.stream().map(RandomReferenceTest::quoted).collect(Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
