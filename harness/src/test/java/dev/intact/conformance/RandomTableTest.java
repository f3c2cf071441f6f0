package dev.intact.conformance;

import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.keepFirst;
import static dev.intact.Operations.keepLast;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.catalog.TableName;
import dev.intact.check.Violation;
import dev.intact.check.ViolationsException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Database;
import dev.intact.harness.Snapshot;
import dev.intact.harness.arbitrary.GeneratedColumn;
import dev.intact.harness.arbitrary.GeneratedTable;
import dev.intact.harness.arbitrary.IntactArbitraries;
import dev.intact.operation.AddUnique;
import dev.intact.operation.Change;
import dev.intact.operation.Quarantine;
import dev.intact.operation.Reverse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Over random tables, rows and kinds of key: either the violations are just those that a plain comparison of the rows finds,
 * and nothing changed; or the rows are unique from then on, every one of them is still there or, where that was the choice,
 * in quarantine, and the reverse brings the schema back.
 */
@Tag("exhaustive")
class RandomTableTest {
    private static final String KEY = "intact_key";

    /** What is to be unique, and how. */
    enum Form {
        CONSTRAINT,
        INDEX,
        /** Among rows that have something in the last column. */
        PARTIAL,
        /** The first column, a NULL being a value like others. */
        EXPRESSION,
        NULLS_NOT_DISTINCT,
        DEFERRABLE;

        boolean isPossibleOn(Target target) {
            return switch (this) {
                case CONSTRAINT, INDEX, PARTIAL, EXPRESSION -> true;
                case NULLS_NOT_DISTINCT -> target.canTakeNullsForEqual();
                case DEFERRABLE -> target.isPostgres();
            };
        }

        /** Whether it does all that a plain index on its columns does. */
        boolean canReplaceAnIndex() {
            return this != PARTIAL && this != EXPRESSION;
        }
    }

    /** What becomes of rows that are equal. */
    enum Choice {
        REFUSE,
        KEEP_FIRST,
        KEEP_LAST;

        AddUnique of(AddUnique unique) {
            return switch (this) {
                case REFUSE -> unique;
                case KEEP_FIRST -> unique.onDuplicates(keepFirst(asc(KEY)));
                case KEEP_LAST -> unique.onDuplicates(keepLast(asc(KEY)));
            };
        }
    }

    /**
     * A table to make unique, whatever the database.
     *
     * @param name its name
     * @param columns its columns; the key comes before them
     * @param rows the texts of each row, null among them; its key is its number, from 1
     * @param unique how many of the columns are to be unique together
     * @param form what is to be unique
     * @param choice what becomes of rows that are equal
     * @param index whether a plain index on them is there, to be replaced where that can be
     */
    record Case(
            String name,
            List<String> columns,
            List<List<@Nullable String>> rows,
            int unique,
            Form form,
            Choice choice,
            boolean index) {
        AddUnique operation() {
            var keys = columns.subList(0, unique).toArray(String[]::new);
            var plain = addUnique(name, keys);
            var operation = switch (form) {
                case CONSTRAINT -> plain;
                case INDEX -> plain.asIndex();
                case PARTIAL -> plain.where(quoted(columns.get(columns.size() - 1)) + " is not null");
                case EXPRESSION ->
                    addUnique(name, columns.subList(1, unique).toArray(String[]::new))
                            .onExpression("coalesce(%s, 'none')".formatted(quoted(keys[0])));
                case NULLS_NOT_DISTINCT -> plain.nullsNotDistinct();
                case DEFERRABLE -> plain.deferrable();
            };
            return choice.of(index && form.canReplaceAnIndex() ? operation.replacingIndex("plain") : operation);
        }

        private static String quoted(String name) {
            return DSL.using(SQLDialect.DEFAULT).render(DSL.quotedName(name));
        }

        /** The keys of the rows that are equal, those of each value together. */
        Set<Set<Integer>> duplicates() {
            return IntStream.range(0, rows.size())
                    .filter(row -> counts(rows.get(row)))
                    .boxed()
                    .collect(Collectors.groupingBy(
                            row -> values(rows.get(row)), Collectors.mapping(row -> row + 1, Collectors.toSet())))
                    .values()
                    .stream()
                    .filter(equal -> equal.size() > 1)
                    .collect(Collectors.toSet());
        }

        /** As SQL has it, a NULL equals nothing. */
        private boolean counts(List<@Nullable String> row) {
            return (form != Form.PARTIAL || row.get(row.size() - 1) != null)
                    && (form == Form.NULLS_NOT_DISTINCT || values(row).stream().allMatch(Objects::nonNull));
        }

        private List<@Nullable String> values(List<@Nullable String> row) {
            var values = new ArrayList<@Nullable String>(row.subList(0, unique));
            if (form == Form.EXPRESSION) {
                values.set(0, Objects.requireNonNullElse(values.get(0), "none"));
            }
            return values;
        }

        /** The keys of the rows that do not stay. */
        Set<Integer> moved() {
            var moved = new TreeSet<Integer>();
            for (var equal : duplicates()) {
                var sorted = new TreeSet<>(equal);
                sorted.remove(choice == Choice.KEEP_FIRST ? sorted.first() : sorted.last());
                moved.addAll(sorted);
            }
            return moved;
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        var names = Arbitraries.integers().between(2, 4).flatMap(IntactArbitraries::names);
        return names.flatMap(picked -> {
            int columns = picked.size() - 1;
            var value = IntactArbitraries.texts().injectNull(0.2);
            return Combinators.combine(
                            value.list().ofSize(columns).list().ofMaxSize(8),
                            Arbitraries.integers().between(1, columns),
                            Arbitraries.of(Form.class),
                            Arbitraries.of(Choice.class),
                            Arbitraries.of(true, false))
                    .as((rows, unique, form, choice, index) -> new Case(
                            picked.get(0), picked.subList(1, picked.size()), rows, unique, form, choice, index));
        });
    }

    @Property(tries = 150)
    void onSqlite(@ForAll("cases") Case table) throws SQLException {
        holds(Target.SQLITE, table);
    }

    @Property(tries = 15)
    void onPostgresAtomically(@ForAll("cases") Case table) throws SQLException {
        holds(Target.POSTGRES_14, table);
        holds(Target.POSTGRES_18, table);
    }

    @Property(tries = 15)
    void onPostgresOnline(@ForAll("cases") Case table) throws SQLException {
        holds(Target.POSTGRES_14_ONLINE, table);
        holds(Target.POSTGRES_18_ONLINE, table);
    }

    private static void holds(Target target, Case table) throws SQLException {
        // In SQLite two columns cannot differ in case alone (its documentation, "Identifiers").
        if (!target.isPostgres() && table.columns().size() != folded(table.columns())) {
            return;
        }
        try (var database = target.open()) {
            create(database, table);
            var before = Snapshot.of(database);
            var change = Change.of("x", table.operation());
            var intact = target.intact(database.dataSource());
            if (!table.form().isPossibleOn(target)) {
                assertThatThrownBy(() -> intact.apply(change)).isInstanceOf(UnsupportedChangeException.class);
                assertThat(Snapshot.of(database)).isEqualTo(before);
                return;
            }
            var rows = rows(database, TableName.of(table.name()), table);
            try {
                var report = intact.apply(change);
                assertThat(report.verified()).isNotEmpty();
                assertThat(intact.plan(change).steps()).isEmpty();
                assertNoneIsLost(database, table, rows);
                intact.apply(((Reverse.Reversible) report.reverse()).change());
                if (table.duplicates().isEmpty()) {
                    assertThat(Snapshot.of(database)).isEqualTo(before);
                }
            } catch (ViolationsException e) {
                assertThat(table.choice()).isEqualTo(Choice.REFUSE);
                assertThat(e.violations())
                        .singleElement()
                        .satisfies(violation -> assertJust(table, violation, database));
                assertThat(Snapshot.of(database)).isEqualTo(before);
            }
        }
    }

    private static void assertNoneIsLost(Database database, Case table, Set<List<?>> rows) throws SQLException {
        var name = TableName.of(table.name());
        var staying = rows(database, name, table);
        if (table.choice() == Choice.REFUSE || table.duplicates().isEmpty()) {
            assertThat(table.duplicates()).isEmpty();
            assertThat(staying).isEqualTo(rows);
            return;
        }
        var moved = rows(database, Quarantine.of(name), table);
        assertThat(moved.stream().map(row -> ((Number) row.get(0)).intValue()).collect(Collectors.toSet()))
                .isEqualTo(table.moved());
        assertThat(Stream.concat(staying.stream(), moved.stream())).containsExactlyInAnyOrderElementsOf(rows);
    }

    private static void assertJust(Case table, Violation violation, Database database) throws SQLException {
        var found = violation.samples().stream()
                .map(sample -> sample.keys().stream().map(Integer::valueOf).collect(Collectors.toSet()))
                .collect(Collectors.toSet());
        assertThat(found).isEqualTo(table.duplicates());
        assertThat(violation.groups()).isEqualTo(found.size());
        assertThat(violation.rows())
                .isEqualTo(found.stream().mapToLong(Set::size).sum());
        assertThat(database.rows(violation.findAll()))
                .extracting(row -> row.get(row.size() - 1))
                .containsExactlyInAnyOrderElementsOf(
                        found.stream().map(equal -> (long) equal.size()).toList());
    }

    private static Set<List<?>> rows(Database database, TableName name, Case table) throws SQLException {
        var fields = Stream.concat(Stream.of(KEY), table.columns().stream())
                .map(column -> DSL.field(DSL.name(column)))
                .toList();
        return new HashSet<>(database.rows(
                DSL.using(SQLDialect.DEFAULT).render(DSL.select(fields).from(DSL.name(name.name())))));
    }

    private static int folded(List<String> names) {
        var folded = new HashSet<String>();
        names.forEach(name -> folded.add(name.toLowerCase(Locale.ROOT)));
        return folded.size();
    }

    private static void create(Database database, Case table) throws SQLException {
        var columns = table.columns().stream().map(GeneratedColumn::ofTexts).toList();
        try (var connection = database.connect()) {
            var sql = DSL.using(connection);
            var rows = table.rows().stream()
                    .<List<@Nullable Object>>map(ArrayList::new)
                    .toList();
            new GeneratedTable(table.name(), KEY, columns, rows).createWith(sql);
            if (table.index()) {
                sql.createIndex("plain")
                        .on(
                                table.name(),
                                table.columns().subList(0, table.unique()).toArray(String[]::new))
                        .execute();
            }
        }
    }
}
