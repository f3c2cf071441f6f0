package dev.intact.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** After a long day of tests there are no more databases, files and processes than after the first. */
@Tag("exhaustive")
class NothingIsLeftTest {
    private static final String TABLE =
            "create table tasks (id integer primary key, title text); insert into tasks values (1, 'a')";
    /** What is ready for the next tests, and what it was made from. */
    private static final int IN_STOCK = 5;

    private static final int SOURCES_KEPT = 12;

    /** SQLite frees one with its last connection: who connects by its name again finds another, empty. */
    @Test
    void aThousandDatabasesInMemoryAreFreed() throws Exception {
        var source = TestDatabases.sqlite().migratedBy(TABLE);
        var files = filesInScratch();
        for (var url : use(source, 1000)) {
            try (var connection = DriverManager.getConnection(url)) {
                assertThat(Database.rows(connection, "select * from sqlite_schema"))
                        .isEmpty();
            }
        }
        // Those of other sources may go meanwhile.
        assertThat(files).containsAll(filesInScratch());
    }

    @Test
    void untilTheyAreClosed() throws Exception {
        try (var database = TestDatabases.sqlite().migratedBy(TABLE).open();
                var forgotten = database.connect();
                var connection =
                        DriverManager.getConnection(forgotten.getMetaData().getURL())) {
            assertThat(Database.rows(connection, "select * from sqlite_schema")).hasSize(1);
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the system's own list of open files is read")
    void aThousandFilesAreDeletedAndClosed() throws Exception {
        var before = filesInScratch().size();
        use(TestDatabases.sqliteFile().migratedBy(TABLE), 1000);
        assertThat(filesInScratch().size() - before).isLessThanOrEqualTo(IN_STOCK);
        assertThat(openFilesThatAreDeleted()).isZero();
    }

    /** A megabyte in each is a gigabyte in all, were it kept. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the system's own count of memory is read")
    void theMemoryOfAThousandDatabasesIsGivenBack() throws Exception {
        var source = TestDatabases.sqlite()
                .migratedBy(
                        TABLE, "create table heavy (content blob)", "insert into heavy values (randomblob(1000000))");
        use(source, 20);
        long before = residentKilobytes();
        use(source, 1000);
        assertThat(residentKilobytes() - before).isLessThan(300_000);
    }

    private static long residentKilobytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
    }

    @Test
    void aThousandPostgresDatabasesAreDropped() throws Exception {
        var source = TestDatabases.postgres().migratedBy(TABLE);
        use(source, 1);
        // Of the same source: copies of another one could become ready meanwhile.
        try (var observer = source.open()) {
            var before = databases(observer);
            long connected = sessions(observer);
            long processes = processes();
            use(source, 1000);
            Await.until("all but a few are dropped", () -> {
                var left = databases(observer);
                left.removeAll(before);
                return left.size() <= IN_STOCK;
            });
            Await.until("nobody is connected but to what is ready", () -> sessions(observer) <= connected + IN_STOCK);
            Await.until("nor has a process", () -> processes() <= processes + IN_STOCK);
        }
    }

    /** As many as would have taken every session of the server, were all kept. */
    @Test
    void manySourcesLeaveAFewDatabases() throws Exception {
        try (var observer = TestDatabases.postgres().open()) {
            var before = databases(observer);
            for (int i = 0; i < 60; i++) {
                use(TestDatabases.postgres().migratedBy(TABLE, "create table only_%d (id integer)".formatted(i)), 3);
            }
            Await.until("all but a few are dropped", () -> {
                var left = databases(observer);
                left.removeAll(before);
                return left.size() <= SOURCES_KEPT * IN_STOCK;
            });
        }
    }

    @Test
    void aSourceThatIsNotKeptMigratesAgain() throws Exception {
        var migrations = new AtomicInteger();
        var source = TestDatabases.sqlite().migratedBy(TABLE).migratedBy(dataSource -> migrations.incrementAndGet());
        use(source, 2);
        use(source, 2);
        assertThat(migrations).hasValue(1);
        for (int i = 0; i < 2 * SOURCES_KEPT; i++) {
            use(TestDatabases.sqlite().migratedBy(TABLE, "create table only_%d (id integer)".formatted(i)), 2);
        }
        use(source, 2);
        assertThat(migrations).hasValue(2);
    }

    /** This JVM's, and theirs: servers, and whom they serve. */
    private static long processes() {
        return ProcessHandle.current().descendants().count();
    }

    /** {@return the URLs of databases that are closed, with a connection that each test forgot} */
    private static List<String> use(DatabaseSource source, int times) throws SQLException {
        var urls = new ArrayList<String>();
        for (var i = 0; i < times; i++) {
            try (var database = source.open()) {
                var forgotten = database.connect();
                urls.add(forgotten.getMetaData().getURL());
                assertThat(Database.rows(forgotten, "select * from tasks")).hasSize(1);
                if (i % 10 == 0) {
                    // On PostgreSQL, in one more session.
                    database.execute("insert into tasks values (2, 'b')");
                }
            }
        }
        return urls;
    }

    private static List<Object> databases(Database observer) throws SQLException {
        return new ArrayList<>(observer.rows("SELECT datname FROM pg_database WHERE datname LIKE 'intact%'"));
    }

    private static long sessions(Database observer) throws SQLException {
        return (Long) observer.rows("SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'intact%' "
                        + "AND pid <> pg_backend_pid() AND datname <> current_database()")
                .get(0)
                .get(0);
    }

    private static List<Path> filesInScratch() throws IOException {
        var root = Scratch.newDirectory("root-");
        Files.delete(root);
        try (var files = Files.list(root.getParent())) {
            return files.sorted().toList();
        }
    }

    private static long openFilesThatAreDeleted() throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(NothingIsLeftTest::isDeletedDatabase).count();
        }
    }

    private static boolean isDeletedDatabase(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().matches(".*test\\.db.* \\(deleted\\)");
        } catch (IOException closed) {
            return false;
        }
    }
}
