package dev.intact.harness.junit;

import static dev.intact.Operations.addUnique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.Intact;
import dev.intact.harness.Database;
import dev.intact.harness.DatabaseSource;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Test classes that {@link TestDatabaseTest} runs. */
final class Fixtures {
    static final List<Database> SEEN = new CopyOnWriteArrayList<>();

    private static final String TASKS =
            "create table tasks (id integer primary key, external_id text); insert into tasks values (1, 'a')";

    private Fixtures() {}

    @TestDatabase
    static class ClassAlone {
        @Test
        void one(Database database) throws SQLException {
            startsEmpty(database);
        }

        @Test
        void two(Database database) throws SQLException {
            startsEmpty(database);
        }

        private static void startsEmpty(Database database) throws SQLException {
            SEEN.add(database);
            database.execute(TASKS);
        }
    }

    abstract static class EveryParameter {
        @BeforeEach
        void before(Connection connection) throws SQLException {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("insert into tasks values (2, 'b')");
            }
        }

        @Test
        void all(Database database, DataSource dataSource, Connection connection, DSLContext jooq, Intact intact)
                throws SQLException {
            connection.commit();
            assertThat(jooq.fetchCount(DSL.table(DSL.name("tasks")))).isEqualTo(2);
            intact.apply(Change.of("external_id is unique", addUnique("tasks", "external_id")));
            try (var other = dataSource.getConnection()) {
                assertThat(Database.rows(other, "select * from tasks where external_id = 'b'"))
                        .hasSize(1);
            }
            assertThat(database.rows("select * from tasks")).hasSize(2);
        }

        @AfterEach
        void after(Connection connection) throws SQLException {
            assertThat(connection.isClosed()).isFalse();
        }

        static final class OnSqlite extends EveryParameter {
            @TestDatabase
            static final DatabaseSource DATABASES = TestDatabases.sqlite().migratedBy(TASKS);
        }

        static final class OnPostgres extends EveryParameter {
            @TestDatabase
            static final DatabaseSource DATABASES = TestDatabases.postgres().migratedBy(TASKS);
        }
    }

    @TestInstance(Lifecycle.PER_CLASS)
    static class InstanceField {
        @TestDatabase
        private final DatabaseSource databases = TestDatabases.sqliteFile().migratedBy(TASKS);

        @Test
        void one(Connection connection) throws SQLException {
            hasARowToDelete(connection);
        }

        @Test
        void two(Connection connection) throws SQLException {
            hasARowToDelete(connection);
        }

        private void hasARowToDelete(Connection connection) throws SQLException {
            assertThat(databases).hasToString("SQLite file");
            assertThat(Database.rows(connection, "select * from tasks")).hasSize(1);
            try (var statement = connection.createStatement()) {
                statement.execute("delete from tasks");
            }
        }
    }

    static class Outer {
        @TestDatabase
        static final DatabaseSource DATABASES = TestDatabases.sqlite().migratedBy(TASKS);

        @Test
        void outside(Database database) throws SQLException {
            assertThat(database.rows("select * from tasks")).hasSize(1);
        }

        @Nested
        class Inside {
            @Test
            void inside(Database database) throws SQLException {
                assertThat(database.rows("select * from tasks")).hasSize(1);
            }
        }

        @Nested
        class WithItsOwn {
            @TestDatabase
            final DatabaseSource databases = TestDatabases.sqlite().migratedBy("create table notes (id integer)");

            @Test
            void inside(Database database) throws SQLException {
                assertThat(database.rows("select * from notes")).isEmpty();
                assertThat(databases.open().rows("select * from notes")).isEmpty();
            }
        }
    }

    static class WithArguments {
        @TestDatabase
        static final DatabaseSource DATABASES = TestDatabases.sqlite().migratedBy(TASKS);

        @ParameterizedTest
        @ValueSource(ints = {2, 3, 4})
        void inserted(int id, Database database) throws SQLException {
            database.execute("insert into tasks values (" + id + ", 'b')");
            assertThat(database.rows("select * from tasks")).hasSize(2);
        }
    }

    @ParameterizedClass
    @MethodSource("systems")
    static class OfEachSystem {
        @TestDatabase
        @Parameter
        DatabaseSource databases = TestDatabases.sqlite();

        static List<DatabaseSource> systems() {
            return List.of(
                    TestDatabases.sqlite().migratedBy(TASKS),
                    TestDatabases.postgres().migratedBy(TASKS));
        }

        @Test
        void test(Database database) throws SQLException {
            SEEN.add(database);
            assertThat(database.description()).isEqualTo(databases.toString());
            assertThat(database.rows("select * from tasks")).hasSize(1);
        }
    }

    static class ManyAtOnce {
        @TestDatabase
        static final DatabaseSource DATABASES = TestDatabases.postgres().migratedBy(TASKS);

        @RepeatedTest(20)
        void test(Database database) throws SQLException {
            SEEN.add(database);
            database.execute("insert into tasks values (2, 'b')");
            assertThat(database.rows("select * from tasks")).hasSize(2);
        }
    }

    abstract static class Failing {
        @Test
        void test(Database database, Connection connection) throws SQLException {
            SEEN.add(database);
            database.execute("insert into tasks values (2, 'b')");
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("insert into tasks values (3, 'never committed')");
            }
            throw new AssertionError("on purpose");
        }

        static final class InMemory extends Failing {
            @TestDatabase
            static final DatabaseSource DATABASES = TestDatabases.sqlite().migratedBy(TASKS);
        }

        static final class InFile extends Failing {
            @TestDatabase
            static final DatabaseSource DATABASES = TestDatabases.sqliteFile().migratedBy(TASKS);
        }

        static final class OnPostgres extends Failing {
            @TestDatabase
            static final DatabaseSource DATABASES = TestDatabases.postgres().migratedBy(TASKS);
        }
    }

    @TestDatabase
    static class BeforeAllOnes {
        @BeforeAll
        static void all(Database database) {
            SEEN.add(database);
        }

        @Test
        void test() {}
    }

    static class AlienField {
        @TestDatabase
        final String database = "somewhere";

        @Test
        void test(Database given) {
            SEEN.add(given);
        }
    }

    static class TwoFields {
        @TestDatabase
        final DatabaseSource one = TestDatabases.sqlite();

        @TestDatabase
        final DatabaseSource other = TestDatabases.sqlite();

        @Test
        void test(Database given) {
            SEEN.add(given);
        }
    }
}
