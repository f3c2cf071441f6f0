package dev.intact.harness.arbitrary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.catalog.Catalog;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.DatabaseSource;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class IntactArbitrariesTest {
    @Provide
    Arbitrary<List<String>> names() {
        return IntactArbitraries.names(9);
    }

    @Provide
    Arbitrary<GeneratedSchema> schemas() {
        return IntactArbitraries.schemas();
    }

    @Provide
    Arbitrary<Change> changes() {
        return IntactArbitraries.schemas().flatMap(IntactArbitraries::changes);
    }

    @Property(tries = 50)
    void namesDoNotDifferInCaseAlone(@ForAll("names") List<String> names) {
        assertThat(names.stream().map(name -> name.toLowerCase(Locale.ROOT)))
                .hasSize(9)
                .doesNotHaveDuplicates();
    }

    @Property(tries = 50)
    void aSchemaIsMadeAsItIsSaidWithEveryRow(@ForAll("schemas") GeneratedSchema schema) throws SQLException {
        try (var database = TestDatabases.sqlite().open()) {
            schema.createIn(database);
            var catalog = Intact.using(database.dataSource()).catalog();
            for (var table : schema.tables()) {
                var there = catalog.table(TableName.of(table.name()));
                assertThat(there.columnNames())
                        .hasSize(table.columns().size() + 1)
                        .startsWith(table.key());
                table.columns().forEach(column -> assertIsAsItIsSaid(column, there));
                var count = "select count(*) from \"%s\"".formatted(table.name().replace("\"", "\"\""));
                assertThat(database.rows(count))
                        .isEqualTo(List.of(List.of((long) table.rows().size())));
            }
        }
    }

    private static void assertIsAsItIsSaid(GeneratedColumn column, Table there) {
        assertThat(there.column(column.name()).notNull()).isEqualTo(column.notNull());
        var declared =
                column.reference().filter(GeneratedColumn.Reference::declared).isPresent();
        assertThat(there.foreignKeys().stream().anyMatch(key -> key.columns().equals(List.of(column.name()))))
                .isEqualTo(declared);
    }

    @Provide
    Arbitrary<List<GeneratedSchema>> twice() {
        return IntactArbitraries.schemas()
                .flatMap(schema -> IntactArbitraries.rows(schema).map(other -> List.of(schema, other)));
    }

    @Property(tries = 50)
    void otherRowsAreThoseOfTheSameTablesAndAreTaken(@ForAll("twice") List<GeneratedSchema> schemas)
            throws SQLException {
        assertThat(withoutRows(schemas.get(1))).isEqualTo(withoutRows(schemas.get(0)));
        try (var database = TestDatabases.sqlite().open()) {
            schemas.get(1).createIn(database);
            assertThat(database.rows("pragma foreign_key_check")).isEmpty();
        }
    }

    @Property(tries = 1)
    void otherRowsAreOthers() {
        var schema = IntactArbitraries.schemas()
                .filter(each -> each.tables().size() > 1)
                .sample();
        assertThat(IntactArbitraries.rows(schema).sampleStream().limit(50)).anyMatch(other -> !other.equals(schema));
    }

    private static List<GeneratedTable> withoutRows(GeneratedSchema schema) {
        return schema.tables().stream()
                .map(table -> new GeneratedTable(table.name(), table.key(), table.columns(), List.of()))
                .toList();
    }

    @Property(tries = 50)
    void aChangeHasATextThatParsesBack(@ForAll("changes") Change change) {
        assertThat(Change.parse(change.text())).isEqualTo(change);
    }

    // ---- rows for a schema that is there

    private static final String SHOP = """
            create table customer (
              id integer primary key, name varchar(3) not null, born date, photo %1$s, active boolean not null default %2$s);
            create table "order" (
              id integer primary key, customer_id integer not null references customer (id), boss integer references "order" (id),
              total numeric(9, 2) not null, paid_at timestamp, code text not null unique, twice numeric generated always as (total * 2) stored);
            create table line (
              order_id integer references "order" (id), number integer, text text, check (number <> 7), primary key (order_id, number));
            create table note (a integer, b integer, foreign key (a, b) references line (order_id, number));
            create table flyway_schema_history (installed_rank integer primary key)
            """;

    private static final String EVERYTHING = """
            create type mood as enum ('glad', 'sad');
            create table everything (
              id bigint generated always as identity primary key, u uuid not null unique, j jsonb not null, t time with time zone not null,
              z timestamp(3) with time zone not null, i interval not null, a text[] not null, n inet not null, c char(2) not null,
              d double precision not null, m mood not null, other mood, s point not null default '(1,2)');
            create table part (k integer primary key, everything bigint references everything (id)) partition by range (k);
            create table part_1 partition of part for values from (0) to (2000)
            """;

    private static final DatabaseSource SQLITE = TestDatabases.sqlite().migratedBy(SHOP.formatted("blob", "1"));
    private static final DatabaseSource POSTGRES =
            TestDatabases.postgres().migratedBy(SHOP.formatted("bytea", "true"), EVERYTHING);
    private static final Map<String, List<String>> MOODS = Map.of("mood", List.of("glad", "sad"));

    private static Catalog catalog(DatabaseSource source) {
        try (var database = source.open()) {
            return Intact.using(database.dataSource()).catalog();
        }
    }

    @Provide
    Arbitrary<GeneratedRows> rowsForSqlite() {
        return IntactArbitraries.rows(catalog(SQLITE));
    }

    @Provide
    Arbitrary<GeneratedRows> rowsForPostgres() {
        return IntactArbitraries.rows(catalog(POSTGRES), MOODS);
    }

    @Property(tries = 50)
    void rowsAreTakenUnlessACheckOrAKeyForbidsThem(@ForAll("rowsForSqlite") GeneratedRows rows) throws SQLException {
        assertTaken(SQLITE, rows);
    }

    @Property(tries = 20)
    void rowsOfEachTypeAreTaken(@ForAll("rowsForPostgres") GeneratedRows rows) throws SQLException {
        assertTaken(POSTGRES, rows);
    }

    /** All but lines, of which a CHECK is not known and the key wider than a column, and what points at those. */
    private static void assertTaken(DatabaseSource source, GeneratedRows rows) throws SQLException {
        try (var database = source.open()) {
            int taken = rows.insertInto(database);
            var given = rows.rows().stream()
                    .collect(Collectors.groupingBy(row -> row.table().name(), Collectors.counting()));
            long inAll = 0;
            for (var table : given.keySet()) {
                var count = (Long) database.rows("select count(*) from \"%s\"".formatted(table))
                        .get(0)
                        .get(0);
                inAll += count;
                if (!Set.of("line", "note").contains(table)) {
                    assertThat(count).as(rows.toString()).isEqualTo(given.get(table));
                }
            }
            assertThat(inAll).isEqualTo(taken);
            assertThat(given).doesNotContainKeys("flyway_schema_history", "part_1");
        }
    }

    @Property(tries = 1)
    void rowsDifferAndReferToEachOther() {
        var all = IntactArbitraries.rows(catalog(POSTGRES), MOODS)
                .sampleStream()
                .limit(50)
                .toList();
        assertThat(Set.copyOf(all)).hasSizeGreaterThan(25);
        assertThat(all).anyMatch(rows -> rows.toString().contains("insert into \"public\".\"note\""));
    }

    @Property(tries = 1)
    void aTypeOfWhichNothingIsKnownIsRefusedByName() {
        assertThatThrownBy(() -> IntactArbitraries.rows(catalog(POSTGRES)).sample())
                .isInstanceOf(UnsupportedChangeException.class)
                .hasMessageContaining("no value is known of type mood, which m has")
                .hasMessageContaining("rows(catalog, Map.of(\"mood\"");
    }
}
