package dev.intact.sqlite;

import dev.intact.dialect.Dialect;
import dev.intact.dialect.Session;
import dev.intact.dialect.Settings;
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
}
