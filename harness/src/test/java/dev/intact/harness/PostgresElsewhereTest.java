package dev.intact.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Databases on a server that was there before. */
class PostgresElsewhereTest {
    private final Database server = TestDatabases.postgres().open();
    private String url = "";

    @BeforeEach
    void findTheServer() throws SQLException {
        var port = server.rows("SHOW port").get(0).get(0);
        url = "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres&password=secret";
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void databasesAreMadeThereMigratedAndDropped() throws Exception {
        var source = TestDatabases.postgres(url).migratedBy("create table t (id integer)");
        String name;
        try (var database = source.open()) {
            name = nameOf(database);
            assertThat(name).startsWith("intact_test_");
            assertThat(database.rows("SELECT * FROM t")).isEmpty();
            assertThat(database.description()).isEqualTo("PostgreSQL 18");
            assertThat(exists(name)).isTrue();
        }
        Await.until(name + " is dropped", () -> !exists(name));
    }

    @Test
    void aKeptDatabaseIsReachedByItsUrlAndNotDropped() throws SQLException {
        var database = TestDatabases.postgres(url).open();
        database.execute("CREATE TABLE t (id integer)");
        var kept = database.keep();
        database.close();
        try (var connection = DriverManager.getConnection(kept, "postgres", "secret")) {
            assertThat(Database.rows(connection, "SELECT * FROM t")).isEmpty();
            assertThat(connection.getCatalog()).startsWith("intact_kept_");
        }
        assertThat(kept).doesNotContain("secret");
    }

    @Test
    void aJvmThatEndsLeavesNoDatabase() throws Exception {
        try (var child = ChildJvm.start(ElsewhereHolder.class, url)) {
            var name = child.line();
            assertThat(exists(name)).isTrue();
            child.end();
            assertThat(exists(name)).isFalse();
            assertThat(databasesLike(name)).isEmpty();
        }
    }

    @Test
    void whatAKilledJvmLeavesTheNextOneDrops() throws Exception {
        try (var child = ChildJvm.start(ElsewhereHolder.class, url)) {
            var name = child.line();
            child.kill();
            assertThat(exists(name)).isTrue();
            Await.until("its databases are dropped", () -> {
                // The server learns of the end of a session in its own time.
                PostgresElsewhere.at(url);
                return databasesLike(name).isEmpty();
            });
        }
    }

    @Test
    void whatIsOnlyNamedAlikeStays() throws SQLException {
        server.execute("create database intact_test_prod", "create database intact_test_12345678_prod");
        try {
            PostgresElsewhere.at(url);
            assertThat(exists("intact_test_prod")).isTrue();
            assertThat(exists("intact_test_12345678_prod")).isTrue();
        } finally {
            server.execute("drop database intact_test_prod", "drop database intact_test_12345678_prod");
        }
    }

    @Test
    void theUrlOfADatabaseNamesItsUserOnce() {
        try (var database = TestDatabases.postgres(url).open()) {
            assertThat(database.url()).containsOnlyOnce("user=").contains("user=postgres");
        }
    }

    @Test
    void whatALivingJvmHasIsLeftToIt() throws Exception {
        try (var child = ChildJvm.start(ElsewhereHolder.class, url)) {
            var name = child.line();
            PostgresElsewhere.at(url);
            assertThat(exists(name)).isTrue();
            child.end();
        }
    }

    @Test
    void aServerThatIsNotThereIsSaidWithoutThePassword() {
        assertThatThrownBy(() -> TestDatabases.postgres("jdbc:postgresql://localhost:1/x?user=me&password=secret")
                        .open())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("localhost:1")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aPasswordThatTheServerAsksForIsGiven() throws SQLException, IOException {
        var rules = Path.of((String) server.rows("SHOW hba_file").get(0).get(0));
        var before = Files.readString(rules);
        server.execute("create role guarded superuser login password 'it''s se/cr&t'");
        Files.writeString(rules, "host all guarded all scram-sha-256\n" + before);
        try {
            server.execute("select pg_reload_conf()");
            var guarded = url.replace("user=postgres&password=secret", "user=guarded&password=");
            var source =
                    TestDatabases.postgres(guarded + "it%27s+se%2Fcr%26t").migratedBy("create table t (id integer)");
            try (var one = source.open();
                    var other = source.open();
                    var third = source.open()) {
                assertThat(one.rows("select current_user")).hasToString("[[guarded]]");
                assertThat(other.rows("select * from t")).isEmpty();
                assertThat(third.url()).doesNotContain("cr%26t");
            }
            assertThatThrownBy(() -> TestDatabases.postgres(guarded + "wrong").open())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("password authentication failed")
                    .hasMessageNotContaining("wrong");
        } finally {
            Files.writeString(rules, before);
            server.execute("select pg_reload_conf()");
        }
    }

    /** Sessions that are kept, or ready for whoever comes next, do nothing meanwhile. */
    @Test
    void aServerThatEndsIdleSessionsIsNoObstacle() throws Exception {
        server.execute("create role busy superuser login", "alter role busy set idle_session_timeout = '1500ms'");
        var source = TestDatabases.postgres(url.replace("user=postgres", "user=busy"))
                .migratedBy("create table t (id integer)");
        for (int i = 0; i < 2; i++) {
            source.open().close();
        }
        Await.until(
                "copies are ready",
                () -> !server.rows(sessions("datname like 'intact_test_%'")).isEmpty());
        Await.until(
                "their sessions have ended",
                () -> server.rows(sessions("datname like 'intact_test_%'")).isEmpty());
        try (var database = source.open()) {
            assertThat(database.rows("select * from t")).isEmpty();
            database.copy().close();
        } finally {
            server.execute("alter role busy reset all");
        }
    }

    private static String sessions(String condition) {
        return "select from pg_stat_activity where usename = 'busy' and " + condition;
    }

    private boolean exists(String name) throws SQLException {
        return !server.rows("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")
                .isEmpty();
    }

    /** Those of the same JVM. */
    private List<?> databasesLike(String name) throws SQLException {
        var mark = name.substring(0, name.lastIndexOf('_'));
        return server.rows("SELECT datname FROM pg_database WHERE starts_with(datname, '" + mark + "')");
    }

    private static String nameOf(Database database) throws SQLException {
        return (String) database.rows("SELECT current_database()").get(0).get(0);
    }
}
