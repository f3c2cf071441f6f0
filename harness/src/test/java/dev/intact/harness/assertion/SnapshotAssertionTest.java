package dev.intact.harness.assertion;

import static dev.intact.harness.assertion.IntactAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.catalog.Catalog;
import dev.intact.harness.Database;
import dev.intact.harness.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotAssertionTest {
    private static final String TABLES = """
            create table workflow (id integer primary key, name text);
            create table step (id integer primary key, name text default 'x' check (name <> ''),
              workflow_id integer constraint of_workflow references workflow (id));
            create index ix_step_name on step (name) where id > 7;
            """;

    private final Database database = TestDatabases.sqlite().open();
    private final Path file;

    SnapshotAssertionTest(@TempDir Path directory) throws SQLException {
        file = directory.resolve("schemas").resolve("schema.sql");
        database.execute(TABLES);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Catalog catalog() {
        return Intact.using(database.dataSource()).catalog();
    }

    private void write(Catalog catalog) {
        System.setProperty(SchemaSnapshot.UPDATE, "true");
        try {
            assertThat(catalog).matchesSnapshot(file);
        } finally {
            System.clearProperty(SchemaSnapshot.UPDATE);
        }
    }

    @Test
    void whatIsMissingFailsAndSaysHowToWriteIt() {
        assertThatThrownBy(() -> assertThat(catalog()).matchesSnapshot(file))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("there is no snapshot", "schema.sql", "-Dintact.snapshots.update=true");
        assertThat(file).doesNotExist();
    }

    @Test
    void whatIsMissingIsWrittenOnRequestForPeopleToRead() throws IOException {
        write(catalog());
        assertThat(Files.readString(file)).isEqualTo("""
                -- SQLite

                table main.step (
                  id INTEGER not null,
                  name TEXT default 'x',
                  workflow_id INTEGER,
                  primary key (id),
                  constraint of_workflow foreign key (workflow_id) references main.workflow (id),
                  check (name <> '')
                );
                index ix_step_name (name) where id > 7;
                -- rowid alias: id

                table main.workflow (
                  id INTEGER not null,
                  name TEXT,
                  primary key (id)
                );
                -- rowid alias: id
                """);
    }

    @Test
    void anEqualSchemaMatchesInWhateverOrderItWasMade() throws SQLException {
        write(catalog());
        database.execute("drop table step", "drop table workflow", TABLES, "insert into workflow values (1, 'a')");
        assertThat(catalog()).matchesSnapshot(file);
    }

    @Test
    void anIndexMayHaveAnyName() throws SQLException {
        database.execute("create index \"ix $1\\\" on workflow (id)");
        write(catalog());
        assertThat(catalog()).matchesSnapshot(file);
        database.execute("drop index \"ix $1\\\"");
        assertThatThrownBy(() -> assertThat(catalog()).matchesSnapshot(file))
                .hasMessageContaining("- index ix $1\\ (id);");
    }

    @Test
    void aKeyThatIsCheckedLaterIsAnotherKey() throws SQLException {
        try (var postgres = TestDatabases.postgres().open()) {
            postgres.execute("create table t (id integer constraint k primary key, v integer)");
            var intact = Intact.using(postgres.dataSource());
            write(intact.catalog());
            assertThat(intact.catalog()).matchesSnapshot(file);
            for (var key : List.of("(id) deferrable", "(id) include (v)")) {
                postgres.execute(
                        "alter table t drop constraint k", "alter table t add constraint k primary key " + key);
                assertThatThrownBy(() -> assertThat(intact.catalog()).matchesSnapshot(file))
                        .as(key)
                        .isInstanceOf(AssertionError.class);
            }
        }
    }

    @Test
    void anotherSchemaFailsWithTheLinesThatDiffer() throws SQLException {
        write(catalog());
        database.execute("drop index ix_step_name", "alter table workflow add column run_id integer");
        assertThatThrownBy(() -> assertThat(catalog()).matchesSnapshot(file))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("- index ix_step_name (name) where id > 7;")
                .hasMessageContaining("+   run_id INTEGER,")
                .hasMessageContaining("intact.snapshots.update")
                .hasMessageNotContaining("of_workflow references");
    }

    @Test
    void aFileWithOtherEndsOfLinesIsTheSame() throws IOException {
        write(catalog());
        Files.writeString(file, Files.readString(file).replace("\n", "\r\n"));
        assertThat(catalog()).matchesSnapshot(file);
    }

    @Test
    void whatDiffersIsWrittenAnewOnRequest() throws SQLException {
        write(catalog());
        database.execute("drop index ix_step_name");
        write(catalog());
        assertThat(catalog()).matchesSnapshot(file);
    }

    @Test
    void postgresTellsOfTriggersCommentsAndPartitions() throws SQLException, IOException {
        try (var postgres = TestDatabases.postgres().open()) {
            postgres.execute("""
                    create table part (id integer, at date not null default current_date) partition by range (at);
                    create table part_1 partition of part for values from ('2020-01-01') to ('2021-01-01');
                    comment on table part is 'two
                    lines';
                    create function f() returns trigger language plpgsql as 'begin return null; end';
                    create trigger g after insert on part_1 for each row execute function f();
                    """);
            write(Intact.using(postgres.dataSource()).catalog());
        }
        assertThat(Files.readString(file))
                .contains(
                        "partitioned table public.part (\n",
                        "-- trigger",
                        "EXECUTE FUNCTION f()",
                        "-- comment on table: two\n-- lines\n")
                .doesNotContain("owner");
    }
}
