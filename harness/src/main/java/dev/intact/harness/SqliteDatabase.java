package dev.intact.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** SQLite, in memory or in a file. */
final class SqliteDatabase implements Database {
    private static final int BUSY_TIMEOUT_MILLIS = 2000;

    private final String description;
    private final SQLiteDataSource dataSource;
    private final Connection keeper;
    private final Supplier<SqliteDatabase> another;
    private final Runnable cleanUp;

    private SqliteDatabase(String description, String url, Supplier<SqliteDatabase> another, Runnable cleanUp)
            throws SQLException {
        this.description = description;
        this.another = another;
        this.cleanUp = cleanUp;
        var config = new SQLiteConfig();
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        dataSource = new SQLiteDataSource(config);
        dataSource.setUrl(url);
        keeper = dataSource.getConnection();
    }

    /**
     * A name with a leading slash makes a memdb database common to the process (<a
     * href="https://sqlite.org/src/file/src/memdb.c">memdb.c</a>), until its last connection closes: hence the keeper.
     * Not cache=shared, whose table locks ignore the busy timeout.
     */
    static SqliteDatabase inMemory() {
        try {
            var url = "jdbc:sqlite:file:/" + UUID.randomUUID() + "?vfs=memdb";
            return new SqliteDatabase("SQLite in memory", url, SqliteDatabase::inMemory, () -> {});
        } catch (SQLException e) {
            throw new IllegalStateException("cannot open an SQLite database in memory", e);
        }
    }

    /** A file in WAL mode, where readers do not wait for a writer; memdb knows only a journal in memory. */
    static SqliteDatabase inFile() {
        Path directory;
        try {
            directory = Scratch.newDirectory("sqlite-");
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for an SQLite file", e);
        }
        try {
            var database = new SqliteDatabase(
                    "SQLite file",
                    "jdbc:sqlite:" + directory.resolve("test.db"),
                    SqliteDatabase::inFile,
                    () -> FileTree.delete(directory));
            // The file remembers its journal mode, so that no later connection has to ask for it.
            database.execute("PRAGMA journal_mode = WAL");
            return database;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot open an SQLite file in " + directory, e);
        }
    }

    @Override
    public Kind kind() {
        return Kind.SQLITE;
    }

    @Override
    public int majorVersion() {
        return 3;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public DataSource dataSourceAs(String role) {
        throw new UnsupportedOperationException("SQLite has no roles, so nobody can connect as " + role);
    }

    /** Page by page (<a href="https://sqlite.org/backup.html">backup API</a>), by way of a file. */
    @Override
    public Database copy() {
        var copy = another.get();
        try {
            var directory = Scratch.newDirectory("sqlite-copy-");
            try {
                var file = directory.resolve("copy.db");
                run(keeper, "backup to " + file);
                run(copy.keeper, "restore from " + file);
            } finally {
                FileTree.delete(directory);
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for a copy", e);
        } catch (SQLException e) {
            throw new IllegalStateException("no copy of " + description, e);
        }
    }

    private static void run(Connection connection, String command) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(command);
        }
    }

    @Override
    public void close() {
        try {
            keeper.close();
        } catch (SQLException e) {
            // The memory goes with the process, the file with its directory.
        }
        cleanUp.run();
    }

    @Override
    public String toString() {
        return description;
    }
}
