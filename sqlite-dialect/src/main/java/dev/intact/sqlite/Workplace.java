package dev.intact.sqlite;

import dev.intact.dialect.Settings;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.DropAbsorbed;
import java.sql.SQLException;
import java.util.Optional;
import org.jooq.exception.DataAccessException;

/** What planning rests on: the connection, what it allows, and the definitions that a change goes through. */
final class Workplace {
    private final Statements statements;
    private final TableTexts texts;
    private final Settings settings;
    private final Transactions transactions;
    private Optional<Boolean> schemaIsWritable = Optional.empty();
    private Optional<UnsupportedChangeException> reliance = Optional.empty();
    private Optional<PostponedCopy> postponed = Optional.empty();
    private boolean rebuilds;

    Workplace(Statements statements, Settings settings, Transactions transactions) {
        this.statements = statements;
        this.texts = new TableTexts(statements);
        this.settings = settings;
        this.transactions = transactions;
    }

    Statements statements() {
        return statements;
    }

    TableTexts texts() {
        return texts;
    }

    /** Begins another plan. */
    void forget() {
        texts.forget();
        reliance = Optional.empty();
        postponed = Optional.empty();
        rebuilds = false;
    }

    void postpone(PostponedCopy copy) {
        postponed = Optional.of(copy);
    }

    /** {@return what was left to that operation} */
    Optional<PostponedCopy> postponedTo(DropAbsorbed operation) {
        return postponed.filter(copy -> copy.operation().absorption().equals(operation.absorption()));
    }

    /** {@return whether the stored schema can be edited} */
    boolean canEditSchema() {
        return settings.schemaEdit() && schemaIsWritable();
    }

    private boolean schemaIsWritable() {
        if (schemaIsWritable.isEmpty()) {
            try {
                schemaIsWritable = Optional.of(probe());
            } catch (SQLException e) {
                throw new DataAccessException("whether the schema can be edited", e);
            }
        }
        return schemaIsWritable.orElseThrow();
    }

    /** A defensive connection refuses the edit; that it should allow it, older builds seem to take to heart. */
    private boolean probe() throws SQLException {
        boolean found = isOn("writable_schema");
        statements.run("pragma writable_schema = on");
        try {
            statements.run("explain update main.sqlite_schema set sql = sql where false");
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() != 1) {
                throw e;
            }
            return false;
        } finally {
            if (!found) {
                statements.run("pragma writable_schema = off");
            }
        }
    }

    /** {@return whether foreign keys are enforced, and stay so because the transaction is the caller's} */
    boolean mustEnforceForeignKeys() {
        return settings.joined() && flag("foreign_keys");
    }

    /**
     * Refuses what relies on foreign keys to act, in a change in which they do not because a table is made anew, before or
     * after that.
     *
     * @param what what is to be done
     * @param reason what would have to act
     */
    void requireForeignKeys(String what, String reason, String wayOut) {
        reliance = Optional.of(new UnsupportedChangeException(
                what, reason + ", and in a change that makes a table anew foreign keys do not act", wayOut));
        refuseReliance();
    }

    /** A table is made anew. */
    void rebuild() {
        rebuilds = true;
        refuseReliance();
    }

    private void refuseReliance() {
        if (rebuilds && reliance.isPresent() && isStoppedFromActing()) {
            throw reliance.get();
        }
    }

    private boolean isStoppedFromActing() {
        try {
            return !settings.joined() && (isOn("foreign_keys") || transactions.suspendForeignKeys());
        } catch (SQLException e) {
            throw new DataAccessException("whether foreign keys act", e);
        }
    }

    /** {@return whether that flag of the connection is on} */
    boolean flag(String name) {
        try {
            return isOn(name);
        } catch (SQLException e) {
            throw new DataAccessException("the flag " + name, e);
        }
    }

    private boolean isOn(String name) throws SQLException {
        return statements.column("pragma " + name, name).contains("1");
    }
}
