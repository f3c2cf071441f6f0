package dev.intact.sqlite;

import dev.intact.catalog.Feature;
import dev.intact.catalog.Server;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** Reads what the connected SQLite is, and what it can do: builds differ, so that is found by asking. */
final class ServerReader {
    /** The name that SQLite's driver gives. */
    static final String PRODUCT = "SQLite";

    private ServerReader() {}

    static Server read(Statements statements) throws SQLException {
        var version = statements
                .column("select sqlite_version() as version", "version")
                .get(0);
        return new Server(PRODUCT, version, Integer.MAX_VALUE, features(statements));
    }

    private static Set<Feature> features(Statements statements) throws SQLException {
        var features = new HashSet<Feature>();
        features.add(Feature.REFERENCE_ANY_TYPE);
        if (parses(statements, "explain alter table main.sqlite_schema alter column name drop not null")) {
            features.add(Feature.ALTER_NOT_NULL);
        }
        return features;
    }

    /** No build lets its own table be altered, but one that does not know the words says so first. */
    private static boolean parses(Statements statements, String sql) throws SQLException {
        try {
            statements.run(sql);
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() != 1) {
                throw e;
            }
            return !Failures.words(e).contains("syntax error");
        }
    }
}
