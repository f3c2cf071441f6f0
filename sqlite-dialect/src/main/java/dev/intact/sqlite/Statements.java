package dev.intact.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Query;

/** Statements just as they are: not through jOOQ, nor JDBC's escapes. */
final class Statements {
    private final Connection connection;
    private final StatementTimer timer;
    private final DSLContext database;

    Statements(Connection connection, StatementTimer timer, DSLContext database) {
        this.connection = connection;
        this.timer = timer;
        this.database = database;
    }

    DSLContext database() {
        return database;
    }

    /** {@return the text of a statement, its values inlined} */
    String text(Query query) {
        return database.renderInlined(query);
    }

    void run(Query query) throws SQLException {
        run(text(query));
    }

    void run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            timer.within(statement, () -> statement.execute(sql));
        }
    }

    /** Runs a statement that may fail for one reason. */
    void runUnless(String reason, String sql) throws SQLException {
        try {
            run(sql);
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains(reason)) {
                throw e;
            }
        }
    }

    /** {@return one column of what a query brings, without NULLs} */
    List<String> column(String sql, String label) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                var value = rows.getString(label);
                if (value != null) {
                    values.add(value);
                }
            }
            return values;
        }
    }
}
