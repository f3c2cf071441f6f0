package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.dialect.Session;
import dev.intact.dialect.Settings;
import dev.intact.harness.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Reads a catalog as a change would: in a session of its own, looking only. */
final class Reading {
    static final Settings SETTINGS = new Settings(Duration.ofSeconds(2), Duration.ZERO, 10_000, false);

    private Reading() {}

    static Catalog read(Database database, Scope scope) throws SQLException {
        try (var connection = database.connect()) {
            return read(connection, scope);
        }
    }

    static Catalog read(Connection connection, Scope scope) throws SQLException {
        try (var session = new PostgresDialect().open(connection, SETTINGS)) {
            session.begin(Session.Access.READ);
            try {
                return session.read(scope);
            } finally {
                session.rollback();
            }
        }
    }

    /** The table of that name in the schema public. */
    static Table table(Database database, String name) throws SQLException {
        return read(database, Scope.of(TableName.of(name))).table(TableName.of(name));
    }
}
