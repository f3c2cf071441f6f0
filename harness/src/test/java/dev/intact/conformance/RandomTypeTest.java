package dev.intact.conformance;

import static dev.intact.Operations.addUnique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.check.ViolationsException;
import dev.intact.harness.Database;
import dev.intact.harness.Snapshot;
import dev.intact.operation.Change;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/**
 * Over types, collations and rows: what is equal is what the database takes for equal, and the violations are just the rows
 * that its own join finds; where it finds none, the key is added and every row is as it was.
 */
@Tag("exhaustive")
class RandomTypeTest {
    private static final Map<String, List<String>> SQLITE = Map.of(
            "", List.of("1", "1.0", "'1'", "x'31'", "'a'", "'A'", "1e0"),
            "integer", List.of("1", "1.0", "'1'", "x'31'", "'a'", "'A'"),
            "real", List.of("1", "1.0", "'1'", "0.0", "-0.0", "'a'"),
            "numeric(4, 2)", List.of("1", "1.00", "'1.0'", "1.001"),
            "text", List.of("'a'", "'A'", "'a '", "1", "'1'", "x'61'"),
            "text collate nocase", List.of("'a'", "'A'", "'a '", "'ä'", "'Ä'", "x'61'"),
            "text collate rtrim", List.of("'a'", "'A'", "'a '", "' a'", "''", "'  '"),
            "blob", List.of("x''", "x'00'", "x'61'", "'a'", "1"));

    private static final Map<String, List<String>> POSTGRES = Map.ofEntries(
            Map.entry("integer", List.of("1", "2", "-1")),
            Map.entry("numeric", List.of("1", "1.0", "1.00", "'NaN'", "0", "-0.0")),
            Map.entry("numeric(4, 1)", List.of("1", "1.04", "1.06", "1.1")),
            Map.entry("double precision", List.of("0", "'-0'", "'NaN'", "0.1", "0.10000000000000001")),
            Map.entry("text", List.of("'a'", "'A'", "'a '", "''", "'ä'", "U&'a\\0308'")),
            Map.entry("text collate \"C\"", List.of("'a'", "'A'", "'a '", "''")),
            Map.entry("text collate folding", List.of("'a'", "'A'", "'ä'", "U&'a\\0308'", "'b'")),
            Map.entry("char(3)", List.of("'a'", "'a '", "'A'", "''")),
            Map.entry("varchar(3)", List.of("'a'", "'a '", "'A'", "''")),
            Map.entry("boolean", List.of("true", "false", "'t'")),
            Map.entry("bytea", List.of("'\\x'", "'\\x00'", "'a'", "'\\x61'")),
            Map.entry("date", List.of("'2020-01-01'", "'2020-01-02'", "'infinity'")),
            Map.entry(
                    "timestamptz", List.of("'2020-01-01 00:00+00'", "'2020-01-01 01:00+01'", "'2020-01-01 01:00+00'")),
            Map.entry("interval", List.of("'1 day'", "'24 hours'", "'1 hour'")),
            Map.entry("jsonb", List.of("'{\"a\": 1}'", "'{\"a\":1.0}'", "'{\"a\": 2}'", "'null'")),
            Map.entry("uuid", List.of("'00000000-0000-0000-0000-00000000000a'", "'0000000000000000000000000000000A'")),
            Map.entry("integer[]", List.of("'{1,2}'", "array[1,2]", "'{}'", "'{null}'", "'[0:1]={1,2}'")),
            Map.entry("colour", List.of("'red'", "'green'")),
            Map.entry("short", List.of("'a'", "'A'", "''")));

    private static final String POSTGRES_TYPES = """
            create type colour as enum ('red', 'green');
            create domain short as text check (length(value) < 4);
            create collation folding (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            """;

    /**
     * A table of one column.
     *
     * @param type the column's type and collation
     * @param values its values as SQL
     */
    record Case(String type, List<String> values) {
        void create(Database database) throws SQLException {
            database.execute("create table t (id integer primary key, v " + type + ")");
            for (int i = 0; i < values.size(); i++) {
                database.execute("insert into t values (%d, %s)".formatted(i, values.get(i)));
            }
        }
    }

    private static Arbitrary<Case> cases(Map<String, List<String>> types) {
        return Arbitraries.of(types.keySet().stream().sorted().toList())
                .flatMap(type -> Arbitraries.of(types.getOrDefault(type, List.of()))
                        .injectNull(0.2)
                        .map(String::valueOf)
                        .list()
                        .ofMaxSize(4)
                        .map(values -> new Case(type, values)));
    }

    @Provide
    Arbitrary<Case> sqlite() {
        return cases(SQLITE);
    }

    @Provide
    Arbitrary<Case> postgres() {
        return cases(POSTGRES);
    }

    @Property(tries = 150)
    void onSqlite(@ForAll("sqlite") Case table) throws SQLException {
        holds(Target.SQLITE, table);
    }

    @Property(tries = 30)
    void onPostgresAtomically(@ForAll("postgres") Case table) throws SQLException {
        holds(Target.POSTGRES_18, table);
    }

    @Property(tries = 30)
    void onPostgresOnline(@ForAll("postgres") Case table) throws SQLException {
        holds(Target.POSTGRES_14_ONLINE, table);
    }

    private static void holds(Target target, Case table) throws SQLException {
        try (var database = target.open()) {
            if (target.isPostgres()) {
                database.execute(POSTGRES_TYPES);
            }
            table.create(database);
            var equal = equal(database);
            var before = Snapshot.of(database);
            var rows = Snapshot.rows(database);
            var change = Change.of("x", addUnique("t", "v"));
            try {
                target.intact(database.dataSource()).apply(change);
                assertThat(equal).isEmpty();
                assertThat(Snapshot.rows(database)).isEqualTo(rows);
                assertThat(target.intact(database.dataSource()).plan(change).steps())
                        .isEmpty();
            } catch (ViolationsException e) {
                assertThat(e.violations()).singleElement().satisfies(violation -> {
                    assertThat(violation.groups()).isEqualTo(equal.size());
                    assertThat(violation.samples())
                            .extracting(sample -> Set.copyOf(sample.keys()))
                            .containsExactlyInAnyOrderElementsOf(equal);
                    assertThat(database.rows(violation.findAll())).hasSameSizeAs(equal);
                });
                assertThat(Snapshot.of(database)).isEqualTo(before);
            }
        }
    }

    /** The keys of the rows that are equal, those of each value together, as a plain join finds them. */
    private static Set<Set<String>> equal(Database database) throws SQLException {
        var pairs = database.rows("select a.id, b.id from t as a join t as b on a.v = b.v where a.id <> b.id");
        return pairs.stream()
                .collect(Collectors.groupingBy(
                        pair -> pair.get(0),
                        Collectors.flatMapping(
                                pair -> Stream.of(
                                        pair.get(0).toString(), pair.get(1).toString()),
                                Collectors.toSet())))
                .values()
                .stream()
                .collect(Collectors.toSet());
    }
}
