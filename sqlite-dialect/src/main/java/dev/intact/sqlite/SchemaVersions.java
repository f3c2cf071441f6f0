package dev.intact.sqlite;

import dev.intact.error.UnsupportedChangeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * The versions that edits of the stored schema give it. Each has to be a new one: after a caller's rollback, a connection
 * may go on with the edited schema under the edit's version. Would a plan that is run again give the same version to
 * another schema, that connection would take it for what it knows, and leave out indexes that came in between.
 */
final class SchemaVersions {
    private static final String RAISE = "pragma main.schema_version = ";
    private static final Set<String> OF_CALLERS = ConcurrentHashMap.newKeySet();

    private final Connection connection;
    private final Statements statements;
    private final boolean joined;
    private final Set<String> own = new HashSet<>();

    /** @param joined whether transactions are the caller's, whose end is not seen here */
    SchemaVersions(Connection connection, Statements statements, boolean joined) {
        this.connection = connection;
        this.statements = statements;
        this.joined = joined;
    }

    static Query raise(long version) {
        return DSL.query(RAISE + "{0}", DSL.inline(version));
    }

    /** Goes over each statement that is about to be run. */
    void look(String sql) throws SQLException {
        if (!sql.startsWith(RAISE) || !own.add(sql)) {
            return;
        }
        var here = sql + " of " + database();
        if (joined ? !OF_CALLERS.add(here) : OF_CALLERS.contains(here)) {
            throw new UnsupportedChangeException(
                    "running this plan once more",
                    "it was run in a transaction of the caller's, and its version of the schema may be known to a connection",
                    "plan again, or apply the change itself");
        }
    }

    /** Its file, however a connection's URL says that; in memory, the URL is all there is. */
    private String database() throws SQLException {
        var file = statements.column("select file from pragma_database_list where name = 'main'", "file");
        return String.join("", file).isEmpty() ? connection.getMetaData().getURL() : file.get(0);
    }
}
