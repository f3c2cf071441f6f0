package dev.intact.sqlite;

import dev.intact.error.UnsupportedChangeException;
import java.sql.SQLException;

/** Flags of a connection that a run turns, as they were found: no rollback turns them back. */
final class FoundFlags {
    private final Statements statements;
    private final boolean writableSchema;
    private final boolean legacyAlterTable;
    private final boolean foreignKeys;

    private FoundFlags(Statements statements) throws SQLException {
        this.statements = statements;
        this.writableSchema = isOn("writable_schema");
        this.legacyAlterTable = isOn("legacy_alter_table");
        this.foreignKeys = isOn("foreign_keys");
    }

    static FoundFlags read(Statements statements) throws SQLException {
        return new FoundFlags(statements);
    }

    /** Inside a transaction SQLite ignores this without a word (https://sqlite.org/pragma.html#pragma_foreign_keys). */
    void stopEnforcingForeignKeys() throws SQLException {
        statements.run("pragma foreign_keys = off");
        if (isOn("foreign_keys")) {
            throw new UnsupportedChangeException(
                    "making a table anew",
                    "foreign keys stay enforced on this connection, and DROP TABLE would delete what references its rows",
                    "use a connection that has no transaction open");
        }
    }

    /**
     * Turns them back after a rollback. The connection may have read an edited schema that is no more, and would go on
     * with it: RESET makes it read anew (https://sqlite.org/pragma.html#pragma_writable_schema).
     */
    void restoreUndone() throws SQLException {
        statements.run("pragma writable_schema = reset");
        restore();
    }

    /** {@return whether foreign keys were enforced and are not now} */
    boolean suspendsForeignKeys() throws SQLException {
        return foreignKeys && !isOn("foreign_keys");
    }

    void restore() throws SQLException {
        turn("writable_schema", writableSchema);
        turn("legacy_alter_table", legacyAlterTable);
        turn("foreign_keys", foreignKeys);
    }

    private void turn(String flag, boolean on) throws SQLException {
        if (isOn(flag) != on) {
            statements.run("pragma %s = %s".formatted(flag, on ? "on" : "off"));
        }
    }

    private boolean isOn(String flag) throws SQLException {
        return statements.column("pragma " + flag, flag).contains("1");
    }
}
