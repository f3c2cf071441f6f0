package dev.intact.sqlite;

import java.sql.SQLException;
import java.util.List;
import org.jooq.Name;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * A place where a table is tried out: the temporary schema, inside a savepoint that is undone. Only there are the
 * connection's own collations and functions known. Undoing it ends the cursors that are open on the connection, with an
 * error: https://sqlite.org/rescode.html#abort_rollback.
 */
final class Scratch {
    private static final String SAVEPOINT = "savepoint \"intact scratch\"";

    private final Statements statements;

    private Scratch(Statements statements) {
        this.statements = statements;
    }

    /** What is done there. */
    interface Work<T> {
        T in(Scratch scratch) throws SQLException;
    }

    /** {@return what comes of it; nothing else does} */
    static <T> T of(Statements statements, Work<T> work) {
        try {
            boolean onlyQueries =
                    statements.column("pragma query_only", "query_only").contains("1");
            if (onlyQueries) {
                statements.run("pragma query_only = off");
            }
            statements.run(SAVEPOINT);
            try {
                return work.in(new Scratch(statements));
            } finally {
                statements.run("rollback to " + SAVEPOINT);
                statements.run("release " + SAVEPOINT);
                if (onlyQueries) {
                    statements.run("pragma query_only = on");
                }
            }
        } catch (SQLException e) {
            throw new DataAccessException("trying a table out", e);
        }
    }

    /** Makes that table. */
    void make(CreateTable table) throws SQLException {
        statements.run(table.creation(StoredSchema.TEMP));
    }

    Name name(String table) {
        return DSL.name(StoredSchema.TEMP, table);
    }

    Statements statements() {
        return statements;
    }

    /** {@return the text of that table, as SQLite stores it} */
    CreateTable definition(String table) {
        var entry = new StoredSchema(statements.database())
                .named(StoredSchema.TEMP, List.of(table))
                .get(0);
        return TableSource.parse(entry);
    }
}
