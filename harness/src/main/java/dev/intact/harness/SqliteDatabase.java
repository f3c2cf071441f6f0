package dev.intact.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** SQLite, in memory or in a file. */
final class SqliteDatabase implements Original {
    private final String description;
    private final String file;
    private final SqliteConnections connections;
    private final Connection keeper;
    private final Supplier<SqliteDatabase> another;
    private final Runnable cleanUp;

    /** @param file as <a href="https://sqlite.org/c3ref/open.html">sqlite3_open</a> takes it: a path, or a URI */
    private SqliteDatabase(String description, String file, Supplier<SqliteDatabase> another, Runnable cleanUp)
            throws SQLException {
        this.description = description;
        this.file = file;
        this.another = another;
        this.cleanUp = cleanUp;
        connections = new SqliteConnections(file);
        keeper = connections.keeper();
    }

    /**
     * A name with a leading slash makes a memdb database common to the process (<a
     * href="https://sqlite.org/src/file/src/memdb.c">memdb.c</a>), until its last connection closes: hence the keeper.
     * Not cache=shared, whose table locks ignore the busy timeout.
     */
    static SqliteDatabase inMemory() {
        try {
            var uri = "file:/" + UUID.randomUUID() + "?vfs=memdb";
            return new SqliteDatabase("SQLite in memory", uri, SqliteDatabase::inMemory, () -> {});
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
                    directory.resolve("test.db").toString(),
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
    public <T> T use(OwnSession.Work<T> work) throws SQLException {
        try (var connection = connect()) {
            return work.on(connection);
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
        return connections;
    }

    @Override
    public DataSource dataSourceAs(String role) {
        throw new UnsupportedOperationException("SQLite has no roles, so nobody can connect as " + role);
    }

    @Override
    public SqliteDatabase copy() {
        var copy = another.get();
        try {
            backUpTo(copy.file);
            return copy;
        } catch (SQLException e) {
            copy.close();
            throw new IllegalStateException("no copy of " + description + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Database copyAhead() {
        var copy = copy();
        try {
            copy.connections.connectAhead();
            return copy;
        } catch (SQLException e) {
            copy.close();
            throw new IllegalStateException("no connection to a copy of " + description + ": " + e.getMessage(), e);
        }
    }

    // Page by page (https://sqlite.org/backup.html), which the driver offers as a statement of its own.
    private void backUpTo(String other) throws SQLException {
        try (var statement = keeper.createStatement()) {
            statement.executeUpdate("backup to '" + other + "'");
        }
    }

    @Override
    public void seal() {
        connections.end();
    }

    @Override
    public String keep() {
        connections.disconnect();
        try {
            var kept = Files.createTempDirectory("intact-kept-").resolve("test.db");
            backUpTo(kept.toString());
            return "jdbc:sqlite:" + kept;
        } catch (IOException e) {
            throw new UncheckedIOException("no directory to keep " + description + " in", e);
        } catch (SQLException e) {
            throw new IllegalStateException(description + " cannot be kept: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        connections.end();
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
