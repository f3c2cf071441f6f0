package dev.intact.sqlite;

import dev.intact.dialect.Dialect;
import dev.intact.dialect.Session;
import dev.intact.dialect.Settings;
import dev.intact.dialect.Turn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** SQLite 3.35.5 and later. */
public final class SqliteDialect implements Dialect {
    @Override
    public boolean speaks(String productName) {
        return productName.equals(ServerReader.PRODUCT);
    }

    @Override
    public Session open(Connection connection, Settings settings) throws SQLException {
        return SqliteSession.open(connection, settings);
    }

    @Override
    public Turn turn(Connection connection) throws SQLException {
        var file = one(connection, "select file from pragma_database_list where name = 'main'");
        return file.isEmpty() || isInMemory(connection, file) ? ProcessTurn.await(file) : FileTurn.await(Path.of(file));
    }

    /** A memdb database shows a name where others show their file, and no journal mode but that one. */
    private static boolean isInMemory(Connection connection, String file) throws SQLException {
        return one(connection, "pragma journal_mode").equals("memory") && !Files.exists(Path.of(file));
    }

    private static String one(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var value = rows.next() ? rows.getString(1) : null;
            return value == null ? "" : value;
        }
    }
}
