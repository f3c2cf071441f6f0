package dev.intact.harness;

import static dev.intact.Operations.addUnique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.operation.Change;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a source's databases have in common, and what they do not. */
@ParameterizedClass
@MethodSource("dev.intact.harness.TestDatabasesTest#everyKind")
class DatabaseSourceTest {
    private static final String TASKS =
            "create table tasks (id integer primary key, external_id text); insert into tasks values (1, 'a')";
    private static final Change UNIQUE = Change.of("external_id is unique", addUnique("tasks", "external_id"));

    private final DatabaseSource source;

    DatabaseSourceTest(DatabaseSource source) {
        this.source = source;
    }

    @Test
    void everyDatabaseIsMigratedInOrder() throws SQLException {
        var migrated = source.migratedBy(TASKS).migratedBy(UNIQUE);
        for (var i = 0; i < 3; i++) {
            try (var database = migrated.open()) {
                assertThat(database.rows("select * from tasks")).containsExactly(List.of(1L, "a"));
                assertThatThrownBy(() -> database.execute("insert into tasks values (2, 'a')"))
                        .isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void theSourceWithoutTheMigrationStaysAsItWas() throws SQLException {
        var unlike = source.migratedBy(TASKS);
        try (var migrated = unlike.migratedBy(UNIQUE).open();
                var database = unlike.open()) {
            assertThat(migrated.rows("select * from tasks")).hasSize(1);
            database.execute("insert into tasks values (2, 'a')");
            assertThat(database.rows("select * from tasks")).hasSize(2);
        }
    }

    @Test
    void whatOneTestWritesNoOtherSees() throws SQLException {
        var migrated = source.migratedBy(TASKS);
        try (var one = migrated.open();
                var other = migrated.open()) {
            one.execute("delete from tasks", "create table notes (id integer)");
            assertThat(other.rows("select * from tasks")).hasSize(1);
            try (var later = migrated.open()) {
                assertThat(later.rows("select * from tasks")).hasSize(1);
                later.execute("create table notes (id integer)");
            }
        }
    }

    @Test
    void theMigrationRunsOnceHoweverManyWantItAtOnce() {
        var runs = new AtomicInteger();
        var migrated = source.migratedBy(dataSource -> {
            runs.incrementAndGet();
            execute(dataSource, TASKS);
        });
        var opened = IntStream.range(0, 8)
                .mapToObj(i -> Background.call(migrated::open))
                .toList();
        opened.stream().map(CompletableFuture::join).forEach(Database::close);
        assertThat(runs).hasValue(1);
    }

    @Test
    void equalMigrationsRunOnce() {
        var runs = new AtomicInteger();
        for (var i = 0; i < 2; i++) {
            source.migratedBy(new Counted("the same", runs)).open().close();
        }
        assertThat(runs).hasValue(1);
    }

    @Test
    void differentOnesDoNot() {
        var runs = new AtomicInteger();
        for (var i = 0; i < 2; i++) {
            source.migratedBy(new Counted("number " + i, runs)).open().close();
        }
        assertThat(runs).hasValue(2);
    }

    @Test
    void sourcesOfEqualMigrationsAreEqual() {
        assertThat(source.migratedBy(TASKS).migratedBy(UNIQUE))
                .isEqualTo(source.migratedBy(TASKS).migratedBy(UNIQUE))
                .hasSameHashCodeAs(source.migratedBy(TASKS).migratedBy(UNIQUE))
                .isNotEqualTo(source.migratedBy(TASKS))
                .isNotEqualTo(source.migratedBy(UNIQUE).migratedBy(TASKS));
    }

    @Test
    void aMigrationThatFailsFailsAlikeForEverybodyAndRunsOnce() {
        var runs = new AtomicInteger();
        var failing = source.migratedBy(dataSource -> {
            runs.incrementAndGet();
            execute(dataSource, TASKS, "insert into nothing values (1)");
        });
        for (var i = 0; i < 2; i++) {
            assertThatThrownBy(failing::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the migration of " + source + " failed")
                    .hasMessageContaining("nothing")
                    .hasCauseInstanceOf(SQLException.class);
        }
        assertThat(runs).hasValue(1);
    }

    @Test
    void aMigrationThatLeavesConnectionsOpenIsInNobodysWay() throws SQLException {
        var careless = source.migratedBy(dataSource -> {
            execute(dataSource, TASKS);
            var connection = dataSource.getConnection();
            connection.setAutoCommit(false);
            connection.createStatement().executeUpdate("insert into tasks values (2, 'b')");
        });
        for (var i = 0; i < 2; i++) {
            try (var database = careless.open()) {
                assertThat(database.rows("select * from tasks")).hasSize(1);
            }
        }
    }

    @Test
    void whoKeptTheDataSourceOfAMigrationCannotChangeWhatOthersGet() throws SQLException {
        var stolen = new DataSource[1];
        var migrated = source.migratedBy(dataSource -> {
            stolen[0] = dataSource;
            execute(dataSource, TASKS);
        });
        migrated.open().close();
        assertThatThrownBy(() -> execute(stolen[0], "delete from tasks")).isInstanceOf(SQLException.class);
        try (var database = migrated.open()) {
            assertThat(database.rows("select * from tasks")).hasSize(1);
        }
    }

    @Test
    void aMigrationMayOpenAMigratedDatabaseItself() throws SQLException {
        var inner = source.migratedBy(TASKS);
        var outer = source.migratedBy(dataSource -> {
            try (var database = inner.open()) {
                execute(
                        dataSource,
                        "create table t" + database.rows("select * from tasks").size() + " (id integer)");
            }
        });
        try (var database = outer.open()) {
            assertThat(database.rows("select * from t1")).isEmpty();
        }
    }

    private static void execute(DataSource dataSource, String... scripts) throws SQLException {
        try (var connection = dataSource.getConnection()) {
            Script.run(connection, Stream.of(scripts).toList());
        }
    }

    /** Known by its content. */
    private record Counted(String name, AtomicInteger runs) implements Migration {
        @Override
        public void migrate(DataSource dataSource) {
            runs.incrementAndGet();
        }
    }
}
