package dev.intact.conformance;

import static dev.intact.Operations.addUnique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.check.ViolationsException;
import dev.intact.harness.Database;
import dev.intact.harness.Snapshot;
import dev.intact.harness.arbitrary.GeneratedColumn;
import dev.intact.harness.arbitrary.GeneratedTable;
import dev.intact.harness.arbitrary.IntactArbitraries;
import dev.intact.operation.AddUnique;
import dev.intact.operation.Change;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Over random tables and rows: either the violations are just those that a plain comparison of the rows finds, and
 * nothing changed; or the rows are unique from then on, and every one of them is still there.
 */
@Tag("exhaustive")
class RandomTableTest {
    /**
     * A table to make unique, whatever the database.
     *
     * @param name its name
     * @param columns its columns; the key comes before them
     * @param rows the texts of each row, null among them
     * @param unique how many of the columns are to be unique together
     * @param index whether a plain index on them is there, to be replaced
     */
    record Case(String name, List<String> columns, List<List<@Nullable String>> rows, int unique, boolean index) {
        AddUnique operation() {
            var operation = addUnique(name, columns.subList(0, unique).toArray(String[]::new));
            return index ? operation.replacingIndex("plain") : operation;
        }

        /** How many groups of rows are equal, as SQL has it: a NULL equals nothing. */
        long duplicates() {
            return rows.stream()
                    .map(row -> row.subList(0, unique))
                    .filter(key -> !key.contains(null))
                    .collect(Collectors.groupingBy(key -> key, Collectors.counting()))
                    .values()
                    .stream()
                    .filter(count -> count > 1)
                    .count();
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        var names = Arbitraries.integers().between(2, 4).flatMap(IntactArbitraries::names);
        return names.flatMap(picked -> {
            int columns = picked.size() - 1;
            var value = IntactArbitraries.texts().injectNull(0.2);
            var rows = value.list().ofSize(columns).list().ofMaxSize(8);
            return Combinators.combine(rows, Arbitraries.integers().between(1, columns), Arbitraries.of(true, false))
                    .as((texts, unique, index) ->
                            new Case(picked.get(0), picked.subList(1, picked.size()), texts, unique, index));
        });
    }

    @Property(tries = 150)
    void onSqlite(@ForAll("cases") Case table) throws SQLException {
        holds(Target.SQLITE, table);
    }

    @Property(tries = 25)
    void onPostgresAtomically(@ForAll("cases") Case table) throws SQLException {
        holds(Target.POSTGRES_14, table);
        holds(Target.POSTGRES_18, table);
    }

    @Property(tries = 25)
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
            var rows = Snapshot.rows(database);
            var change = Change.of("x", table.operation());
            try {
                var report = target.intact(database.dataSource()).apply(change);
                assertThat(report.verified()).isNotEmpty();
                assertThat(table.duplicates()).isZero();
                assertThat(Snapshot.rows(database)).isEqualTo(rows);
                assertThat(target.intact(database.dataSource()).plan(change).steps())
                        .isEmpty();
            } catch (ViolationsException e) {
                assertThat(e.violations())
                        .singleElement()
                        .satisfies(violation -> assertThat(violation.groups()).isEqualTo(table.duplicates()));
                assertThat(Snapshot.of(database)).isEqualTo(before);
            }
        }
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
            new GeneratedTable(table.name(), "intact_key", columns, rows).createWith(sql);
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
