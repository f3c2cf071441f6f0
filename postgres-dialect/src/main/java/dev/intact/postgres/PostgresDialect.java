package dev.intact.postgres;

import dev.intact.dialect.Dialect;
import dev.intact.dialect.Session;
import dev.intact.dialect.Settings;
import dev.intact.dialect.Turn;
import java.sql.Connection;
import java.sql.SQLException;

/** PostgreSQL 14 and later. */
public final class PostgresDialect implements Dialect {
    @Override
    public boolean speaks(String productName) {
        return productName.equals(ServerReader.PRODUCT);
    }

    @Override
    public Session open(Connection connection, Settings settings) throws SQLException {
        return PostgresSession.open(connection, settings);
    }

    /** Nothing to wait for: advisory locks outlast transactions, and those who migrate take them. */
    @Override
    public Turn turn(Connection connection) {
        return Turn.FREE;
    }
}
