package dev.intact.harness.arbitrary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.Intact;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
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
}
